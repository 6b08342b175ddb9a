import type { Phrases } from "./families.ts";

export const spanish: Phrases = {
  concurrency: `
    interbloqueo*, bloqueo mutuo, condicion* de carrera, concurrencia, concurrente*, simultane*, al mismo tiempo`,
  distributed: `
    distribuid*, consenso, multirregion*, varias regiones, fragmentacion, particion*, replicacion,
    exactamente una vez, eventos fuera de orden, tolerante a fallos, entre servicios`,
  theory: `demuestra*, demostra*, cota inferior, invariante*, complejidad`,
  internals: `
    compilador*, interprete, recolector de basura, fuga* de memoria, recoleccion de basura, motor de consultas,
    planificador`,
  attack: `
    vulnerabilidad*, seguridad, inyeccion*, ataque*, amenaza*, cifrado, escalada de privilegios, privilegios,
    autenticacion`,
  speed: `
    latencia, rendimiento, cuello de botella, optimiza*, carga alta, alta carga, millones, escalab*, escale,
    mas rapido, por segundo`,
  continuity: `
    sin interrupcion*, sin caida*, sin tiempo de inactividad, migra, migrar, migracion, sin perder, marcha atras,
    reversion, vuelta atras, recuperacion ante desastres, doble escritura, monolito*, compatibilidad, retrocompat*`,
  subjects: `
    transaccion*, cola*, microservicio*, cache, pago*, factura*, servicio*, consisten*, idempoten*, permisos,
    sesiones`,
  symptoms: `
    una de cada, falla solo, falla a veces, perdemos, se pierden, nunca llega, intermitente*, a veces,
    de vez en cuando, solo cuando, solo bajo, solo en produccion, aleatori*, esporadic*, se cuelga, pierde,
    duplicad*, fuga*, en produccion`,
  diagnosis: `
    por que, causa raiz, la causa, diagnostica*, investiga*, depura*, averigua*, encuentra la, localiza el fallo,
    analiza*`,
  planning: `
    disena*, diseno, planifica*, plan de, plan para, propon*, propuesta, estrategia, arquitectura, elabora*,
    hoja de ruta`,
  judging: `compara*, evalua*, audita*, revisa*, justifica*, recomienda*, riesgos, ventajas`,
  overhaul: `refactoriza*, reescrib*, reestructura*, divide*, separa*, sustituy*, reemplaza todo, convierte el`,
  building: `implementa*, construye*, desarrolla*, crea*`,
  scope: `
    en todos los, en todas las, todo el codigo, todo el sistema, todos los servicios, todos los modulos,
    todos los endpoints, en cada`,
  conditions: `
    sin degradar, sin perder, sin romper, sin cambiar, sin bloquear, manteniendo, garantiza*, de modo que,
    incluso si, aunque, con pruebas, fallos, reintentos, ante fallos, recuperacion`,
  mechanical: `
    traduc*, resume este, resume esta, resume el, resume la, resumir, renombra*, corrige la ortografia, ordena*, cuenta*, escribe un comentario, pon en mayusculas,
    cambia el nombre, dame el, dame un, muestra*, lista los, anade un comentario, formatea`,
  trifles: `sinonimo, al ingles, al espanol, en ingles, ortografia, mayusculas, una linea, emoji, titulo`,
  lookup: `
    que es, que hace, que significa, cual es, cuales son, cuando se, donde esta, donde se, como se, como puedo,
    como hago, cuantos, cuantas, para que sirve, que diferencia, hay alguna`,
  basics: `
    puerto por defecto, bucle, operador, comando, variable, constante, sintaxis, cadena, fichero, archivo,
    funcion que, dos numeros, imprim*, version`,
  constructs: `
    analizador sintactico, gramatica, motor de reglas, motor de busqueda, sin bloqueos, contador atomico,
    multiinquilino, varios inquilinos, determinista, protocolo, planificador de tareas, arbol de sintaxis,
    tiempo real, fuera de linea, sincronizacion, contrapresion, antirrepeticion`,
  guarantees: `
    nunca, jamas, incluso si, aunque falle, ante caidas, sin perder, sin degradar, sin romper, sin duplicar`,
};

export const french: Phrases = {
  concurrency: `
    interblocage*, situation* de competition, concurrence, concurrent*, simultane*, en meme temps,
    conditions de course`,
  distributed: `
    distribue*, consensus, multi region, plusieurs regions, plusieurs centres, centres de donnees, partitionnement,
    replication, exactement une fois, tolerant* aux pannes, coherent*, coherence, entre les services`,
  theory: `demontre*, prouve*, preuve, borne inferieure, invariant*, complexite`,
  internals: `
    compilateur*, interpreteur, ramasse miettes, fuite* memoire, fuite* de memoire, ordonnanceur, moteur de`,
  attack: `
    vulnerabilite*, faille*, securite, injection*, attaque*, menace*, chiffrement, elevation de privileges,
    privileges, plusieurs locataires, authentification`,
  speed: `
    latence, debit, goulot*, optimise*, charge elevee, forte charge, sous charge, millions, plus rapide,
    passage a l echelle, par seconde`,
  continuity: `
    sans interruption, sans coupure, sans arret, migre*, migration, sans perdre, retour arriere, plan de retour,
    reprise apres, reprise, double ecriture, bascule, monolithe, compatibilite, retrocompat*, apres panne`,
  subjects: `
    transaction*, file d attente, files d attente, microservice*, cache, paiement*, facture*, facturation,
    idempoten*`,
  symptoms: `
    une fois sur, echoue parfois, echoue seulement, perdons, se perdent, a chaque mise en production, double t elle,
    intermittent*, parfois, de temps en temps, seulement quand, uniquement en production, uniquement sous,
    aleatoire*, sporadique*, se bloque, perd, duplique*, fuite*, en production`,
  diagnosis: `
    pourquoi, cause racine, la cause, l origine, diagnostique*, enquete*, debogue*, trouve la cause, trouve la fuite,
    trouve le bug, analyse*, identifie*`,
  planning: `
    concois, concev*, conception, planifie*, plan de, plan pour, propose*, strategie, architecture, elabore*,
    feuille de route, reflechis`,
  judging: `compare*, evalue*, audite*, passe en revue, justifie*, recommande*, risques, compromis`,
  overhaul: `
    refactorise*, refonds, refonte, reecri*, restructure*, decoupe*, decompose*, remplace notre, convertis le`,
  building: `implemente*, construis*, developpe*, cree*, mets en place`,
  scope: `
    dans tous les, dans toutes les, tout le code, tout le systeme, tous les services, tous les modules,
    chaque service, l ensemble`,
  conditions: `
    sans perdre, sans casser, sans changer, sans degrader, sans bloquer, en gardant, en conservant, garanti*,
    de sorte que, afin que, meme si, avec des tests, jamais, pannes, la perte, survive, controle de`,
  mechanical: `
    traduis*, traduire, resume ce, resume cette, resumer, renomme*, corrige l orthographe, trie*, compte*, ecris un commentaire, mets en majuscules,
    donne moi, donne le, montre*, liste les, ajoute un commentaire, formate`,
  trifles: `synonyme, en anglais, en francais, orthographe, majuscules, une ligne, emoji, titre`,
  lookup: `
    qu est ce, c est quoi, que fait, que signifie, a quoi sert, quel est, quelle est, quels sont, quelles sont,
    ou est, ou se trouve, comment faire, comment lister, comment afficher, comment creer, comment on, comment je,
    comment puis, comment ajouter, comment, combien, quelle difference`,
  basics: `
    port par defaut, boucle, operateur, commande, variable, constante, syntaxe, chaine, fichier*, dossier,
    deux nombres, afficher, version`,
  constructs: `
    analyseur syntaxique, grammaire, moteur de regles, moteur de recherche, sans verrou, sans blocage, inference,
    multi locataire*, plusieurs locataires, deterministe, protocole, ordonnanceur, temps reel, hors ligne,
    synchronisation, contre pression, arbre syntaxique`,
  guarantees: `
    jamais, meme si, meme en cas, sans perdre, sans casser, sans degrader, sans fuite, survive, n execute jamais`,
};

export const portuguese: Phrases = {
  concurrency: `
    impasse, condicao de corrida, condicoes de corrida, concorrencia, concorrente*, simultane*, ao mesmo tempo`,
  distributed: `
    distribuid*, consenso, multirregiao, varias regioes, particionamento, replicacao, exatamente uma vez,
    tolerante a falhas, entre servicos`,
  theory: `prove, demonstre, prova de, limite inferior, invariante*, complexidade`,
  internals: `compilador*, interpretador, coletor de lixo, vazamento* de memoria, escalonador, motor de`,
  attack: `
    vulnerabilidade*, seguranca, injecao, ataque*, ameaca*, criptografia, escalonamento de privilegios, privilegios,
    autenticacao`,
  speed: `
    latencia, desempenho, gargalo*, otimiz*, alta carga, sob carga, milhoes, escale, escalab*, mais rapido,
    por segundo, vazao`,
  continuity: `
    sem interrupcao, sem indisponibilidade, sem parada, tempo de inatividade, migre, migrar, migracao, sem perder,
    plano de retorno, reversao, recuperacao de desastres, escrita dupla, monolito, compatibilidade, retrocompat*,
    sessoes ativas`,
  subjects: `
    transaco*, transacao, fila*, microsservico*, cache, pagamento*, fatura*, saldo, servico*, idempoten*, sessoes`,
  symptoms: `
    uma em cada, falha so, falha as vezes, perdemos, se perdem, intermitente*, as vezes, de vez em quando, so quando,
    apenas quando, somente em producao, aleatori*, esporadic*, trava, perde, duplicad*, vazamento*, corrompe*,
    em producao`,
  diagnosis: `
    por que, causa raiz, a causa, diagnostique, investigue, depure, descubra, encontre a, analise, identifique`,
  planning: `
    projete, desenhe, planeje, plano de, plano para, proponha, estrategia, arquitetura, elabore, roteiro`,
  judging: `compare, avalie, audite, revise, justifique, recomende, riscos`,
  overhaul: `refatore, refatorar, reescreva, reestruture, divida, separe, substitua`,
  building: `implemente, construa, desenvolva, crie`,
  scope: `
    em todos os, em todas as, todo o codigo, todo o sistema, todos os servicos, todos os modulos, cada servico`,
  conditions: `
    sem perder, sem quebrar, sem alterar, sem degradar, sem bloquear, mantendo, garant*, de modo que, mesmo se,
    mesmo que, com testes, falhas, se recupera, nunca`,
  mechanical: `
    traduza, traduz, renomeie, corrija a ortografia, ordene, conte, escreva um comentario, me de, mostre, liste os,
    adicione um comentario, formate`,
  trifles: `sinonimo, para o ingles, em ingles, ortografia, maiusculas, uma linha, emoji, titulo`,
  lookup: `
    o que e, o que faz, o que significa, qual e, qual a, quais sao, onde fica, onde esta, como faco, como se,
    como posso, quantos, quantas, para que serve, qual comando`,
  basics: `
    porta padrao, laco, operador, comando, variavel, constante, sintaxe, string, arquivo, comentario, dois numeros,
    imprim*, versao`,
  constructs: `
    analisador sintatico, gramatica, motor de regras, motor de busca, sem bloqueios, sem travas, multi inquilino,
    varios inquilinos, deterministico, protocolo, agendador, tempo real, fora de linha, offline, sincronizacao,
    arvore sintatica`,
  guarantees: `
    nunca, jamais, mesmo se, mesmo que, sem perder, sem quebrar, sem degradar, sem duplicar, sobreviva`,
};

export const italian: Phrases = {
  concurrency: `
    stallo, race condition, condizione di corsa, concorrenza, concorrente, concorrenti, simultane*,
    contemporaneamente`,
  distributed: `
    distribuit*, consenso, multi regione, piu regioni, partizion*, replicazione, esattamente una volta,
    tollerante ai guasti, tra servizi`,
  theory: `dimostra*, prova che, limite inferiore, invariante*, complessita`,
  internals: `compilatore*, interprete, perdita di memoria, perdite di memoria, memory leak, motore di`,
  attack: `
    vulnerabilita, sicurezza, iniezione, attacc*, minacc*, crittografia, autenticazione, privilegi, permessi`,
  speed: `
    latenza, prestazioni, collo di bottiglia, ottimizz*, carico elevato, sotto carico, milioni, scalab*, piu veloce,
    al secondo`,
  continuity: `
    senza interruzion*, senza fermo, migra, migrare, migrazione, senza perdere, piano di ritorno, ripristino,
    doppia scrittura, monolite, compatibilita, retrocompat*`,
  subjects: `transazion*, microservizi, cache, pagament*, fattur*, servizio, servizi, idempoten*, sessioni`,
  symptoms: `
    una volta su, fallisce solo, perdiamo, si perdono, ciclo termina, intermittent*, a volte, di tanto in tanto,
    solo quando, solo in produzione, in produzione, casual*, sporadic*, si blocca, blocco, perde, duplicat*`,
  diagnosis: `
    perche, causa principale, la causa, diagnostica, indaga, individua*, scopri, trova la causa, trova il bug,
    analizza*`,
  planning: `
    progetta*, riprogetta*, progettazione, pianifica*, piano di, piano per, proponi*, strategia, architettura,
    elabora*`,
  judging: `confronta*, valuta*, verifica, rivedi, giustifica*, raccomanda*, rischi`,
  overhaul: `rifattorizza*, riscrivi*, ristruttura*, dividi, scomponi, separa, sostituisci`,
  building: `implementa*, costruisci, sviluppa, crea`,
  scope: `
    in tutti i, in tutte le, tutto il codice, tutto il sistema, tutti i servizi, tutti i moduli, ogni servizio`,
  conditions: `
    senza perdere, senza rompere, senza cambiare, senza bloccare, mantenendo, garant*, in modo che, anche se,
    con test, guasti, mai`,
  mechanical: `
    traduci, rinomina, correggi l ortografia, ordina, conta, scrivi un commento, dammi, mostra*, elenca,
    aggiungi un commento, formatta`,
  trifles: `sinonimo, in inglese, in italiano, ortografia, maiuscol*, una riga, emoji, titolo`,
  lookup: `
    che cosa, cos e, cosa fa, cosa significa, qual e, quali sono, dove si, dove e, come si, come faccio, come posso,
    quanti, quante, a cosa serve`,
  basics: `
    porta predefinita, ciclo, operatore, comando, variabile, costante, sintassi, stringa, due numeri, stampa,
    versione`,
  constructs: `
    analizzatore sintattico, parser, grammatica, motore di regole, senza lock, multi tenant, piu clienti,
    deterministic*, protocollo, pianificatore, tempo reale, offline, sincronizzazione, albero sintattico`,
  guarantees: `mai, anche se, anche in caso, senza perdere, senza rompere, senza duplicare, sopravviv*`,
};
