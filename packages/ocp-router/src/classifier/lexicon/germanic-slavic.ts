import type { Phrases } from "./families.ts";

export const german: Phrases = {
  concurrency: `verklemmung*, wettlaufsituation*, nebenlaufig*, gleichzeitig*, race condition*`,
  distributed: `
    verteilt*, konsens, mehrere regionen, mehreren regionen, rechenzentren, partitionierung, replikation,
    genau einmal, ausfallsicher*, fehlertolerant*, uber dienste, zwischen diensten, datenhoheit`,
  theory: `beweis*, beweise, untere schranke, invariante*, komplexitat`,
  internals: `
    compiler, ubersetzerbau, speicherleck*, speicherbereinigung, scheduler*, abfrageplan*, nebenlaufigkeitsmodell`,
  attack: `
    sicherheitslucke*, schwachstelle*, sicherheit, angriff*, angreifer, bedrohung*, rechteausweitung, verschlussel*,
    authentifizierung`,
  speed: `
    latenz*, durchsatz*, leistung, engpass, engpasse, optimier*, hoher last, unter last, lastspitzen, millionen,
    skalier*, schneller, pro sekunde, halbier*`,
  continuity: `
    ohne ausfall*, ohne unterbrechung*, ausfallfrei, unterbrechungsfrei, migrier*, migration*, datenverlust,
    ruckfall*, rollback, wiederherstell*, doppelt schreiben, umschalt*, umstieg, monolith*, abwartskompat*,
    ruckwartskompat*, kompatib*, schrittweise, rollout`,
  subjects: `
    transaktion*, warteschlange*, microservice*, cache, zahlung*, abrechnung*, rechnung*, dienst, dienste,
    idempoten*, konsisten*, sitzung*, mandant*`,
  symptoms: `
    einer von, eine von, nur einmal, verlieren, verloren, geht verloren, verloren gehen, kommt nicht an,
    bei jedem deployment, sporadisch*, gelegentlich*, manchmal, ab und zu, nur wenn, nur unter, nur in produktion,
    nur im betrieb, zufallig*, hangt, blockiert, verliert, verlorenging, doppelt, flackernd*, in der produktion,
    im produktivbetrieb`,
  diagnosis: `
    warum, wieso, weshalb, ursache*, diagnostizier*, untersuch*, fehlersuche, debugge, finde heraus, finde die,
    finde den fehler, analysier*, ermittle`,
  planning: `
    entwirf, entwerf*, entwurf*, plane, planen, plan fur, plan um, vorschlag*, schlage, schlag, strategie*,
    architektur*, konzept, konzipier*, erarbeite, fahrplan`,
  judging: `
    vergleich*, bewert*, beurteil*, prufe, uberpruf*, begrunde*, empfiehl, empfehl*, abwag*, risiken,
    vor und nachteile`,
  overhaul: `
    refaktorier*, schreibe um, schreib um, umschreiben, umbau*, baue um, zerleg*, aufteil*, teile auf, ersetze,
    ersetzen, ablos*, umstell*, stelle um, portier*`,
  building: `implementier*, baue, entwickle, erstelle`,
  scope: `
    in allen, uber alle, uber alles, gesamten code, gesamte code, ganzen code, gesamte system, alle dienste,
    aller dienste, alle module, jeden dienst, jede stelle, uberall`,
  conditions: `
    ohne die, ohne das, ohne den, ohne dass, ohne datenverlust, ohne durchsatz*, sodass, so dass, auch wenn,
    selbst wenn, dabei, garantier*, sicherstell*, stelle sicher, mit tests, ausfall*, fehlerfall*, niemals,
    durfen nicht`,
  mechanical: `
    ubersetz*, benenne, umbenennen, korrigiere die rechtschreibung, sortier*, zahle, schreibe einen kommentar,
    gib mir, gib nur, zeig*, liste die, liste alle, fuge einen kommentar, formatier*`,
  trifles: `
    synonym, ins englische, ins deutsche, auf englisch, auf deutsch, rechtschreibung, grossbuchstaben, einzeiler,
    emoji, titel, uberschrift`,
  lookup: `
    was ist, was macht, was bedeutet, was sind, welche, welcher, welches, welchen, wo ist, wo liegt, wo finde,
    wo steht, wie lautet, wie heisst, wie kann ich, wie mache ich, wie erstelle ich, wie gebe ich, wie viele,
    wie viel, wie schreibt man, wie, wofur steht, wozu dient, unterschied zwischen`,
  basics: `
    standardport, schleife, operator, befehl, variable, konstante, syntax, zeichenkette, datei, ordner, zwei zahlen,
    ausgeben, version, funktion die`,
  constructs: `
    parser, grammatik*, regelwerk*, regel engine, suchmaschine, sperrfrei*, ohne sperren, mehrmandanten*,
    mandantenfahig*, deterministisch*, protokoll, echtzeit, offline, synchronisation*, ruckstau, syntaxbaum,
    fehlerbehandlung, index nicht benutzt, zustandsautomat*, berechtigungsmodell, berechtigungen,
    wiederholungsangriff*`,
  guarantees: `
    niemals, nie doppelt, auch wenn, selbst wenn, selbst bei, auch bei, ohne verlust*, ohne datenverlust,
    ohne durchsatzverlust, genau einmal, uberlebt, uberleb*, keine nachricht`,
};

export const dutch: Phrases = {
  distributed: `gedistribueerd*, consensus, meerdere regios, precies een keer`,
  attack: `kwetsbaarhe*, beveiliging*, aanval*`,
  speed: `latentie, doorvoer, prestatie*, knelpunt*, optimaliseer*, schaal*, hoge belasting`,
  continuity: `zonder downtime, zonder onderbreking, migreer*, migratie*, terugval*, gegevensverlies`,
  symptoms: `soms, af en toe, alleen als, alleen onder, willekeurig, sporadisch`,
  diagnosis: `waarom, oorzaak, onderzoek*, zoek uit, analyseer*`,
  planning: `ontwerp*, plan voor, stel voor, voorstel, strategie, architectuur`,
  judging: `vergelijk*, beoordeel*, controleer, onderbouw*`,
  overhaul: `herschrijf*, vervang`,
  scope: `in alle, hele codebase, alle services, elke service`,
  conditions: `zonder, zodat, ook als, garandeer*, behoud*`,
  mechanical: `vertaal*, hernoem*, sorteer*, tel, geef me, toon`,
  lookup: `wat is, wat doet, wat betekent, welke, waar is, waar staat, hoe, hoeveel, verschil tussen`,
  guarantees: `geen enkel bericht, ook bij, nooit, zonder verlies`,
};

export const russian: Phrases = {
  concurrency: `взаимн* блокировк*, дедлок*, состояни* гонки, гонк*, конкурентн*, параллельн*, одновременн*`,
  distributed: `
    распределенн*, распределённ*, консенсус*, нескольк* регион*, шардир*, репликац*, ровно один раз, отказоустойчив*,
    между сервисами`,
  theory: `докажи*, доказательств*, инвариант*, нижн* оценк*, сложност*`,
  internals: `компилятор*, интерпретатор*, сборщик* мусора, утечк* памяти, утечк*, планировщик*`,
  attack: `уязвимост*, безопасност*, инъекци*, атак*, угроз*, шифрован*, аутентификац*`,
  speed: `
    задержк*, производительност*, узк* мест*, оптимизир*, нагрузк*, миллион*, масштабир*, быстрее, в секунду,
    пропускн*`,
  continuity: `
    без простоя, без остановки, миграци*, мигрир*, перенес*, откат*, без потери, потер* данных, двойн* запис*,
    монолит*, микросервис*, совместимост*, аварийн*`,
  subjects: `
    транзакци*, очеред*, кэш*, кеш*, платеж*, платёж*, сервис*, целостност*, согласованност*, идемпотент*, сессий`,
  symptoms: `
    один раз из, теряем, теряются, пропада*, иногда, периодическ*, время от времени, только при, только под,
    только когда, только в продакшене, в продакшене, случайн*, зависает, теря*, дублир*, плавающ*`,
  diagnosis: `
    почему, причин*, диагност*, исследу*, расследу*, отлад*, найди причину, найди ошибку, выясни, проанализир*,
    разберись`,
  planning: `
    спроектир*, проектир*, разработай план, план, предложи*, стратеги*, архитектур*, продумай, составь план`,
  judging: `сравни*, оцени*, аудит, проверь, проверк*, обоснуй*, порекоменд*, риск*`,
  overhaul: `перепиши*, рефактор*, раздели*, разбей, замени, переделай`,
  building: `реализуй*, построй, напиши систему, создай`,
  scope: `во всех, всех файлах, весь код, всю систему, все сервисы, каждом сервисе, каждый`,
  conditions: `
    без потери, без простоя, не ломая, не меняя, не нарушая, сохраняя, сохранив, гарантир*, чтобы, даже если,
    с тестами, отказ*, сбо*, никогда`,
  mechanical: `
    переведи*, переимену*, исправь опечат*, отсортир*, посчитай, напиши комментарий, дай, покажи, выведи, перечисли,
    добавь комментарий`,
  trifles: `синоним*, на английский, на русский, по английски, опечатк*, заглавн*, эмодзи, заголовок`,
  lookup: `
    что такое, что делает, что значит, что означает, какой, какая, какое, какие, где находится, где, как в,
    как называется, как сделать, как открыть, как создать, как вывести, как получить, как, сколько, чем отличается,
    в чем разница`,
  basics: `
    порт по умолчанию, цикл, оператор, команд*, переменн*, констант*, синтаксис, строк*, файл, два числа, верси*`,
  constructs: `
    парсер*, грамматик*, движок, без блокировок, мультиарендн*, детерминированн*, протокол*, реального времени,
    офлайн, синхронизац*, конечн* автомат*, обратн* давлен*`,
  guarantees: `никогда, даже если, даже при, без потери, без потерь, не теря*, не ломая, ровно один`,
};

export const polish: Phrases = {
  concurrency: `zakleszcz*, wyscig*, wspolbiezn*, rownoczesn*, jednoczesn*`,
  distributed: `
    rozproszon*, konsensus*, wielu regionach, dokladnie jednokrotn*, dokladnie raz, replikacj*, odporn* na awarie`,
  theory: `udowodnij, dowod, niezmiennik*, zlozonosc*`,
  internals: `kompilator*, wyciek* pamieci, wyciek*`,
  attack: `podatnosc*, luki, bezpieczenstw*, atak*, zagrozen*`,
  speed: `opoznien*, wydajnosc*, waskie gardlo, optymaliz*, obciazeni*, milion*, skalow*`,
  continuity: `bez przestoju, bez przerw*, migracj*, zmigruj, wycofani*, utraty danych, monolit*, odtwarzani*`,
  subjects: `transakcj*, kolejk*, mikroserwis*, platnosc*, spojnosc*`,
  symptoms: `czasami, sporadyczn*, losow*, tylko gdy, tylko pod, zawiesza, gubi`,
  diagnosis: `dlaczego, przyczyn*, zdiagnozuj, zbadaj, przeanalizuj, ustal`,
  planning: `zaprojektuj, zaplanuj, plan, zaproponuj, strategi*, architektur*`,
  judging: `porownaj, ocen, sprawdz, uzasadnij, ryzyk*`,
  overhaul: `przepisz, zrefaktoryzuj, podziel, zastap`,
  scope: `we wszystkich, caly kod, wszystkie serwisy`,
  conditions: `bez utraty, tak aby, nawet jesli, zachowujac, gwaranc*, zapewnij, awari*`,
  mechanical: `przetlumacz*, zmien nazwe, posortuj, policz, podaj, pokaz`,
  lookup: `co to, co robi, co oznacza, jaki, jaka, jakie, gdzie jest, jak, ile, czym rozni`,
  guarantees: `nigdy, nawet przy, nawet jesli, bez utraty`,
};
