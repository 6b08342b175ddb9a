/** Words that tell nothing about what is looked for, in lower case; also what is left of contractions (`don` of don't). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about all am an and any are aren as at be been being but by can could couldn did didn do does doesn doing don for
  from had has hasn have haven having he her here him his how i if in into is isn it its just let may me might must my
  no nor not of on or our ours shall she should shouldn so some such than that the their them then there these they
  this those to too us use used uses using very was wasn we were weren what when where whether which while who whom whose why will with
  won would wouldn you your yours`.split(/\s+/),
);
