import { once } from "../once.ts";
import { stem } from "./analyse.ts";

/** The commonest words of English that name nothing in a standard: they say how somebody talks, not of what. */
const EVERYDAY = `
don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn t s re ve ll d m able above across
actually again against ago ahead almost along already also although among anybody anyone anything anyway anywhere
apart around ask asked asking away back bad became because become began behind believe below beside best better
between beyond big bit bring brought bunch call called came care certain clear clearly come comes coming day days
decide deal difficult doing done down during early easily easy else enough even ever everybody everyone everything
except fact far few fine five forward found four full further gave general getting given gives giving go goes going
gone good got great guess guy guys half hand happen happened happening happens hard hardly he head hear heard help
hence her here high him his hold hope idea important instead knew know known knows large late later leave left lets
like likely little long longer look looking looks lot lots low made main make makes making many matter maybe mean
means meant might mind mine moment mostly much myself near nearly nevertheless new nice nobody now nowhere obvious
obviously off often oh ok okay old once ones onto otherwise ought ourselves out over own particular past per perhaps
piece place plain please point possible possibly pretty probably put puts quick quickly quite rather reach real really
reason remain room said same saw say saying says see seem seems seen sense sent set seven several she short simple
simply since single sit situation six small somebody somehow someone something sometimes somewhere soon sort speak
special stand stay still straight stuff such suppose sure take taken takes taking talk ten tend thank thing things
think third though thought three through thus tie today together told tomorrow too took top toward towards tried
trouble true try trying turn turns twice two under unlike until upon usual usually various very want wanted wants way
ways week well went whatever whenever wherever whether while whoever whose why wish within wonder word words work
working works world worry worth wrong year years yes yet yesterday yourself
`;

const stems = once(() => new Set(EVERYDAY.trim().split(/\s+/).map(stem)));

/** Whether a term is one of ordinary talk. */
export function isEveryday(term: string): boolean {
  return stems().has(term);
}
