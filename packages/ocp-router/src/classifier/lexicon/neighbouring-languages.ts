import type { Phrases } from "./families.ts";

export const ukrainian: Phrases = {
  distributed: `розподілен*, консенсус*, реплікац*, рівно один раз`,
  attack: `вразливост*, безпек*, атак*`,
  internals: `витік пам*, витоку пам*, компілятор*`,
  speed: `затримк*, продуктивн*, навантажен*, мільйон*, оптимізу*, масштаб*`,
  continuity: `без простою, міграці*, відкат*, втрат* даних, моноліт*`,
  constructs: `черг*, транзакці*, збо*, вузл*, протокол*, синхроніз*`,
  symptoms: `іноді, інколи, час від часу, лише коли, тільки коли, губ*, втрача*`,
  guarantees: `навіть при, навіть якщо, не втрача*, ніколи, без втрат*, гарант*`,
  diagnosis: `чому, причин*, з'ясуй, знайди причин*, проаналізу*, досліди`,
  planning: `спроєктуй, спроектуй, запропону*, план, стратегі*, архітектур*`,
  overhaul: `перепиши, рефактор*, розділи`,
  mechanical: `переклади, перейменуй, відсортуй, порахуй, дай, покажи`,
  lookup: `що таке, що робить, який, яка, яке, де, як, скільки`,
};

export const czech: Phrases = {
  distributed: `distribuovan*, konsensus, replikac*, prave jednou`,
  attack: `zranitelnost*, bezpecnost*, utok*`,
  internals: `unik pameti, uniku pameti, prekladac*`,
  speed: `latenc*, vykon*, zatez*, milion*, optimaliz*, skalov*`,
  continuity: `bez vypadku, migrac*, navrat*, ztraty dat, monolit*`,
  constructs: `front*, transakc*, uzl*, protokol*, synchronizac*`,
  symptoms: `obcas, nekdy, pouze kdyz, nahodne, ztraci, pod zatezi`,
  guarantees: `i kdyz, i pri, bez ztraty, nikdy, zaruc*`,
  diagnosis: `proc, pricin*, zjisti, analyzuj, prozkoumej`,
  planning: `navrhni, navrh, naplanuj, plan, strategi*, architektur*`,
  overhaul: `prepis, refaktor*, rozdel`,
  mechanical: `preloz, prejmenuj, serad, spocitej, ukaz`,
  lookup: `co je, co dela, jaky, jaka, jake, kde, jak, kolik`,
};

export const hebrew: Phrases = {
  distributed: `מבוזר*, קונצנזוס, שכפול, עקביות`,
  attack: `אבטח*, פגיעויות, פרצ*, התקפ*`,
  internals: `דליפת זיכרון, מהדר`,
  speed: `ביצועים, השהיה, עומס, מיליו*`,
  continuity: `ללא השבתה, הגירה, מעבר למסד, חזרה לאחור, תוכנית חזרה, אובדן נתונים`,
  symptoms: `לפעמים, מדי פעם, רק כאשר, רק כש*`,
  guarantees: `גם אם, אף פעם, לעולם, מבלי, ללא אובדן`,
  diagnosis: `למה, מדוע, סיבה, הסיבה, נתח`,
  planning: `תכנן, עצב, הצע, תוכנית, אסטרטגי*, ארכיטקטור*`,
  overhaul: `שכתב, פצל, החלף`,
  mechanical: `תרגם, שנה את השם, מיין, ספור, הצג`,
  lookup: `מה זה, מה עוש*, איזה, איזו, איפה, איך, כמה`,
};
