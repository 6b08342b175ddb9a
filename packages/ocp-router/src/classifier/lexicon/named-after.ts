/** Words that sound like a hard task, and things that are merely named after one: "security team", "migration guide". */
const LOADED =
  `security, architecture, migration, migrations, performance, deploy, deployment, production, refactor, refactoring, deadlock,
  optimisation, optimization, audit, scalability, compliance, encryption, benchmark, concurrency, vulnerability, design, incident`.split(
    /,\s*/,
  );
const THINGS =
  `team, folder, directory, file, badge, label, tab, page, section, heading, header, title, column, icon, button, link, url, channel, meeting, guide, readme,
  doc, docs, notes, notice, announcement, newsletter, banner, email, message, notification, ticket, tag, tags, constant, enum, variable, log, logs, comment, word, paragraph, chapter,
  slide, slides, poster, quote, joke, logo, party, day, week, menu, settings, group, training, course, book, talk, blog, article, policy, policy link, contact, mailing list, calendar, award, newsletter`.split(
    /,\s*/,
  );

/** Every such pair. */
export const namedAfter: string = LOADED.flatMap((loaded) => THINGS.map((thing) => `${loaded} ${thing}`)).join(",");
