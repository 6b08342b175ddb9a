/**
 * Words that engineers use for one another when they speak of standards and interfaces, a group a line; they are
 * less alike than those that stand for each other in a specification. (A placeholder, here, is what a template has.)
 */
export const VOCABULARY = `
checksum digest hash sha fingerprint integrity tamper
signature sign signed signing
deprecated deprecation retired retire sunset obsolete removal removed away phased
default omitted omit unspecified absent missing implicit unset blank nobody nothing
upsert overwrite replace replaced update rewrite clobber
limit cap quota maximum max ceiling bound bounded threshold most
minimum min floor least
mask hide hidden redact redacted redaction conceal strip
visibility public private listed unlisted published internal visible
size bytes byte kilobyte kilobytes kb mb megabytes weight weigh big large footprint
order sort sorted sequence deterministic ordering ordered arrange
occurred occur happened happen timestamp
publish sent send emit emitted emission fire dispatch deliver delivery transmit
permitted permit allowed allow may can grant authorized
forbidden prohibited prohibit disallowed banned illegal
rename renamed change breaking incompatible break
compatible compatibility backward backwards
migrate migration upgrade move port transition
retry retries retried attempt again resend redeliver backoff
idempotent idempotency duplicate twice repeated dedupe deduplicate deduplication
timeout expire expiry expired expiration ttl deadline stale
retention retain keep kept archive archived purge store
delete remove erase drop destroy
create add insert register new make
fetch get read retrieve load obtain pull query
list enumerate index catalog catalogue directory registry
error failure fault exception problem crash
reject refuse decline deny denied denial block blocked
authentication authenticate login credential credentials token
authorization authorize authorise access privilege privileges scope
user person people human
actor agent principal subject initiator
tenant tenancy organization organisation company customer workspace account
secret password key sensitive confidential
password secret credential credentials token
pii personal privacy private gdpr
encrypt encrypted encryption cipher
log audit trail history record journal
trace correlation correlate span request
cause causality caused trigger triggered parent because
metric metrics measure measurement telemetry monitor monitoring
alert notify notification warn warning
version versioning semver release revision
major breaking
stable stability frozen immutable unchangeable
draft experimental preview beta proposed unfinished
mature maturity lifecycle stage status
immutable readonly append unchanged edit alter modify
correct correction fix amend compensate compensating repair
concurrent concurrency parallel simultaneous race lock conflict collision
rollback revert undo restore
fallback degrade degradation graceful
offline unavailable unreachable down outage
cache cached caching
page pagination paginate cursor offset
filter where search query condition criteria
nested nest nesting child children depth deep
parent ancestor inherit inheritance extends
dependency dependencies depend depends require requires import
circular cycle cyclic loop
reference refer link pointer ref
embed embedded inline
unique uniqueness distinct
name naming called convention
prefix namespace namespaced
lowercase case casing camelcase snake kebab
format syntax notation layout shape
schema structure shape definition
string text
number integer numeric decimal
boolean flag toggle true false
date time timestamp datetime clock when
timezone utc zone iso
language locale localization translate translated translation i18n
currency money price
enum enumeration values options choices
list array collection
object map dictionary structure
null empty nil none blank
mandatory required must compulsory obligatory
optional may voluntary
recommended should advised
extension extend extensible custom plugin addon vendor
unknown unrecognized unrecognised unexpected ignore ignored
validate validation check verify lint
test testing tests conformance certify certification
implementation implement implementer build
client consumer caller subscriber receiver
server producer provider emitter publisher
subscribe listen consume handler
webhook callback endpoint url
http rest api
environment production staging development
config configuration settings preferences
deploy deployment rollout ship launch
performance latency speed fast slow
scale scaling throughput load
button link icon control widget
accessible accessibility wcag aria screen
color colour theme palette
responsive mobile breakpoint desktop
layout grid arrangement placement position
hide conceal collapse invisible
disable disabled inactive grey gray
approve approval approver review reviewer sign
propose proposal rfc suggest
vote voting quorum consensus
maintainer owner steward responsible ownership accountable
govern governance process committee
licence license legal terms
exception exemption waiver
policy rule permission
decision outcome verdict result
evaluate evaluation compute calculate
precedence priority override wins conflict
role group team
workflow process flow pipeline
step stage phase state
transition move advance
human manual approval
automatic automated automatically
document documentation docs file
example sample instance
pitfall mistake antipattern trap gotcha avoid
difference versus distinguish compare comparison
purpose goal why rationale reason
overview summary introduction
template placeholder variable interpolate substitute
prompt instruction instructions
summary summarize summarise abstract
malformed invalid broken corrupt incorrect violate violation
compute computed calculate calculated derive derived
compress compression gzip zip inflate
decode decoding parse parsing read
contradict contradiction contradictory conflict
secure security safe threat protect protection
render renderer rendering engine
announce announcement notify
folder directory layout
chunk piece split segment fragment
tokens budget
model llm
confidence certainty score
protect guard shield safeguard secure
guarantee promise ensure assure assurance
latest newest newer recent current
oldest earliest
origin host domain site
envelope wrapper container
payload body content
independent agnostic neutral decoupled portable
portable interoperable interoperability
tag label keyword
artifact asset file
tamper altered modified manipulated
drift shift diverge
snapshot checkpoint copy
inbox mailbox
poll pull
handshake initialize connect negotiation
health alive heartbeat ping liveness
cors browser
glossary term terminology vocabulary definition
synthesize synthesis invent fabricate hallucinate infer guess
escape escaped percent-encoded encoding unicode
modal dialog popup overlay
dropdown menu
motion animation transition
manifest descriptor
screen page view
route path url
ruleset rules linter lint
severity level importance
assertion assert check
evidence proof prove
obligation requirement duty
projection view materialize
mapping map transform convert
snippet fragment
debug troubleshoot diagnose
non-conformant nonconformant invalid malformed
unknown unsupported undefined
dispute disagreement conflict
contributor author participant
duration period month week
provide supply present pass
uppercase capital upper-case spelling
redirect redirected forward
append add
overlap overlapping collide
suite cases
leak expose disclose exposed reveal
attack attacker exploit threat injection vulnerability
spoof impersonate forge identity
obey follow comply adhere conform
cancel abort interrupt
resume continue anew
recover recovery crash restore
whitespace blank space
author writer publisher maintainer
reuse reusable share shared
mix combine merge mixed
separate split apart isolation isolate
count total amount
duplicate copy clone
random unpredictable guess
constant fixed literal static
temporary transient ephemeral
permanent persistent persist durable survive
shutdown terminate exit
startup boot launch
notice inform report notify
hint advice guidance tip suggestion recommendation
fix remedy remediation suggest
column position location pointer
row record entry
equal match same
wildcard glob pattern regex
expression formula
authoritative canonical official truth
exempt exemption exception
blind disability disabled assistive accessibility
font typeface typography
shadow elevation
gap margin padding spacing
corner rounded radius
transparency transparent opacity
picture image photo
spinner skeleton loading
phone mobile tablet
queue topic channel stream subject
chain series sequence
llm ai model agent
vendor provider proprietary
boundary scope outside
successor replacement supersede superseded
lifetime lifespan ttl duration
notice warning advance
legacy older previous former
candidate review
`;

/** What is said in several words, before the colon, and the words in which a standard says it. */
export const PHRASES = `
left out, leave out, leave off, left off: omit exclude optional skip
too large, too big, too long, too many, too much: exceed limit maximum most size
how long, how soon: second minute hour day month duration timeout expire retention longest
how large, how big: size byte kb mb character maximum longest limit
how many, how much: maximum minimum number count most least limit
how often: frequency interval rate times
how fast, how quick, how quickly: latency performance millisecond ms
at most, no more than, up to: maximum limit most
at least, no less than: minimum least
get rid of, throw away, clean up, take away: remove delete purge discard
go back, take back, roll back: rollback revert restore undo
put back, bring back: restore
set up: configure install register setup
turn on, switch on: enable
turn off, switch off: disable off
look up: resolve lookup
look for, search for: search find query
find out, figure out: discover detect recognise recognize identify
hand over, hand off, pass on, pass to: handoff transfer deliver forward
carry out: execute perform run
come from, comes from, came from: source origin
in charge: owner maintainer responsible
more than one: multiple several many array
at the same time, at once, side by side: concurrent simultaneous parallel both dual
make sure: ensure guarantee verify
out of date: stale outdated deprecated
up to date: current latest fresh
no longer: deprecated removed obsolete
by itself, on its own: automatic
not given, not specified, not set, not stated, left blank: default omit absent without
does not exist, no such, not there, not found: not_found missing unknown absent
go wrong, goes wrong, went wrong, gone wrong: error failure
keep out, kept out, keep secret, kept secret: exclude redact credential replace withhold
keep apart, kept apart: isolate separate
points to, point to, refer to, refers to: reference
made of, consists of, consist of, made up of: contain include structure consist
cannot be read, not readable, makes no sense: invalid malformed parse
sign in, log in, logged in: authentication authenticate
put together: compose build assemble
instead of: replace replacement alternative
take over, takes over, taken over: accept adopt merge
wait for: wait timeout
used for, good for: purpose
does not know, do not know, doesn't know, don't know, never heard of, not understood: unknown unrecognized unsupported
say nothing, says nothing, said nothing, nothing is said, leave blank: default omitted absent
make up, makes up, making up: synthesize invent infer
in which order, in what order, which order: order sequence sorted
run out, runs out: expire exceed
sent back, send back: return response
open again, opened again, start again, started again, begin again: anew restart resume
tell apart, told apart: distinguish unique
stay the same, stays the same: stable unchanged preserve
by hand: manual
not valid: invalid reject
more than once: duplicate repeated idempotent
belongs to, belong to: owner ownership
as it is, as they are: verbatim unchanged literal
on top of: layered extends
not cover, not covered, not part of, left to others: scope non-goals exclude
in advance, ahead of time: advance notice warning before
stand for, stands for, short for: acronym abbreviation name
word for word, letter by letter: verbatim exact
step by step: procedure steps
over the wire: transport protocol
fall back, falls back: fallback default
cut off, cuts off, cut short: truncate limit
give up, gives up: abort fail timeout
let in, let through: allow permit
keep track: trace track record
what kind, which kind, what kinds, which kinds, what sort: type category classification
come with, comes with: include
each time: every
`;
