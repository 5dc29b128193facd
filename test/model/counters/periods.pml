/*
 * Two periods in a shard, one counter in each. They share the sequence n, its ceiling and the members (shard.pml); each has
 * a hash of its own that can be lost alone: deleted, evicted, or put back as it was once (COPY).
 *
 * The register keeps for each open period: opened (n at its opening), written (n at the last write of its hash), lowest
 * (what its counters begin from). Rule: a hash whose own #n is not `written`, or that is gone, is dropped, and its counters
 * go on from lowest + (written - opened), and the jumps since.
 *
 * s  what Redis holds; d  the prefix of its history behind which no loss goes: "older than T" is "in d".
 * Period 0 has begun. Period 1 begins at some moment; it may be opened before that, by a document of its date.
 *
 * Switches
 *  NID TAKES LOSSES HURTS  processes, numbers taken, losses of a suffix, losses of a hash alone
 *  BYNOW      a dropped hash goes on from lowest + (n - opened): nothing need be known of jumps, but more is left out
 *  COPY       a hash may be put back as it once was, also from a history that was lost
 *  BYNALONE   (with COPY) #n alone is compared, not the recovery as well after which it was written. Meant to fail, and not
 *             seen to yet: it needs more numbers than were searched
 * Must fail
 *  NTOCEIL    a jump sets n to the ceiling instead of adding what counters jump by
 *  NOJUMPS    a dropped hash goes on from lowest + (written - opened) alone
 *  UNCHECKED  the hash of an open period that is not there begins anew
 *  BLINDLIFT  who attests writes into a hash without looking whether it is whole
 *  OPENATN    who attests a period whose opening was lost notes n as lifted, not as recovered, for its opening
 *  NEWISZERO  a period that opens after a jump begins at its lowest number
 *  AHEAD      a period that has not begun opens without waiting until its mark is aged
 *  NOLOWEST   the register does not keep what the counters of a period began from
 */
#ifndef NID
#define NID 2
#endif
#ifndef TAKES
#define TAKES 3
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#ifndef HURTS
#define HURTS 1
#endif
#define H 2
#define B(i) (1 << (i))
#define IN(m, i) (((m) & B(i)) != 0)
#define MAX(a, b) ((a) > (b) -> (a) : (b))

/* Without COPY a hash that is there is whole: what it would say of n is what its mark says. */
typedef Hash { bit there; byte last;
#ifdef COPY
  byte n; byte era
#endif
}
typedef Mark { bit there; byte opened; byte written; byte lowest; byte jumps;   /* `jumps`: those heard of at the last write */
#ifdef COPY
  byte era
#endif
}
typedef Proc { byte st;       /* 0 not yet, 1 alive, 2 dead or left */
  byte w; byte h[2]; byte pn; byte pv; bit pk; bit old }

Hash s_h[2], d_h[2];
Mark s_m[2], d_m[2];
byte s_n, s_c = H, s_mem, s_out, s_base, s_jumps; bit s_rec, s_id = 1, s_late;
byte d_n, d_c = H, d_mem, d_base, d_jumps;        bit d_rec, d_late;
bit begun;                    /* period 1 */
byte losses, hurts, takes;           /* `losses` is also the identity of the server: it never comes back */
int given0, given1;
Proc p[NID];
#ifdef COPY
Hash copy; bit copied;
#endif

#define FRESH (s_id && !s_rec)
#define ACTS(i) (p[i].st == 1 && FRESH && p[i].pn == 0 && IN(s_mem, i) && IN(d_mem, i) && takes < TAKES && s_n + 1 <= d_c)


#ifndef COPY
#define WHOLE(k) s_h[k].there
#else
#ifdef BYNALONE
#define WHOLE(k) (s_h[k].there && s_h[k].n == s_m[k].written)
#else
#define WHOLE(k) (s_h[k].there && s_h[k].n == s_m[k].written && s_h[k].era == s_m[k].era)
#endif
#endif

/* What is left out for a period that opens now: a period that began after the last jump had no numbers before it. */
#ifdef NEWISZERO
#define LOWEST(k) 0
#else
#define LOWEST(k) ((k == 0 || s_late) -> s_jumps : 0)
#endif

#define JUMP (s_c > s_base -> s_c - s_base : 0)
#ifdef NTOCEIL
#define JUMPED_N MAX(s_n, s_c)
#else
#define JUMPED_N (s_n + JUMP)
#endif

#ifdef UNCHECKED
#define DROPPED(k) s_m[k].lowest
#else
#define DROPPED(k) BOUND(k)
#endif
#ifdef BYNOW
#define BOUND(k) (s_m[k].lowest + s_n - s_m[k].opened)
#else
#ifdef NOJUMPS
#define BOUND(k) (s_m[k].lowest + s_m[k].written - s_m[k].opened)
#else
#define BOUND(k) (s_m[k].lowest + s_m[k].written - s_m[k].opened + s_jumps - s_m[k].jumps)
#endif
#endif

#ifdef COPY
#define noMark(m) m.there = 0; m.opened = 0; m.written = 0; m.lowest = 0; m.jumps = 0; m.era = 0
#define keepHash(to, from) to.there = from.there; to.last = from.last; to.n = from.n; to.era = from.era
#define noHash(h) h.there = 0; h.last = 0; h.n = 0; h.era = 0
#define keepMark(to, from) to.there = from.there; to.opened = from.opened; to.written = from.written; \
  to.lowest = from.lowest; to.jumps = from.jumps; to.era = from.era
#else
#define noMark(m) m.there = 0; m.opened = 0; m.written = 0; m.lowest = 0; m.jumps = 0
#define keepHash(to, from) to.there = from.there; to.last = from.last
#define noHash(h) h.there = 0; h.last = 0
#define keepMark(to, from) to.there = from.there; to.opened = from.opened; to.written = from.written; \
  to.lowest = from.lowest; to.jumps = from.jumps
#endif
inline gone(i) { p[i].w = 0; p[i].h[0] = 0; p[i].h[1] = 0; noReply(i) }
inline noReply(i) { p[i].pn = 0; p[i].pv = 0; p[i].pk = 0; p[i].old = 0 }

/* Hash and mark are written by one script: both say the same n. */
inline write(wk, value) {
  s_h[wk].there = 1; s_h[wk].last = value;
#ifdef COPY
  s_h[wk].n = s_n; s_h[wk].era = losses; s_m[wk].era = losses;
#endif
  s_m[wk].written = s_n; s_m[wk].jumps = s_jumps }

inline open(ok, since) {
  s_m[ok].there = 1; s_m[ok].opened = since;
  first = LOWEST(ok);
#ifndef NOLOWEST
  s_m[ok].lowest = first;
#endif
  write(ok, first); first = 0 }

/* A period's hash as it must be before it is written: whole, with the jumps that it has not heard of. */
inline ready(rk, rs) {
  if
  :: !s_m[rk].there -> open(rk, rs)
  :: s_m[rk].there && !WHOLE(rk) -> write(rk, DROPPED(rk))
  :: s_m[rk].there && WHOLE(rk) -> s_h[rk].last = s_h[rk].last + s_jumps - s_m[rk].jumps; s_m[rk].jumps = s_jumps
  fi }

#ifdef OPENATN
#define OPENED_AT s_n
#else
#define OPENED_AT s_base
#endif
inline lift(i, lk) {
  if :: p[i].h[lk] > 0 ->
#ifdef BLINDLIFT
       if :: !s_m[lk].there -> open(lk, OPENED_AT)
          :: s_m[lk].there && !s_h[lk].there -> s_h[lk].last = 0
          :: else -> s_h[lk].last = s_h[lk].last + s_jumps - s_m[lk].jumps; s_m[lk].jumps = s_jumps fi;
#else
       ready(lk, OPENED_AT);
#endif
       if :: p[i].h[lk] > s_h[lk].last -> write(lk, p[i].h[lk]) :: else -> write(lk, s_h[lk].last) fi
     :: else fi }

inline take(i, tk) {
  ready(tk, s_n); s_n++; takes++; write(tk, s_h[tk].last + 1);
  p[i].pn = s_n; p[i].pv = s_h[tk].last; p[i].pk = tk }

active proctype world() { byte i; byte k; byte first;
  do
  /* T passes; after the last loss only what must have aged is looked at */
  :: d_step { s_id -> d_c = s_c; d_mem = s_mem; d_m[1].there = s_m[1].there;
       if :: losses < LOSSES -> d_n = s_n; d_rec = s_rec; d_base = s_base; d_jumps = s_jumps; d_late = s_late;
            for (k : 0 .. 1) { keepHash(d_h[k], s_h[k]); keepMark(d_m[k], s_m[k]) } k = 0
          :: else fi }
  /* a suffix is lost */
  :: d_step { losses < LOSSES -> losses++; s_n = d_n; s_c = d_c; s_mem = d_mem; s_rec = d_rec; s_base = d_base;
       s_jumps = d_jumps; s_late = d_late; s_out = 0; s_id = 0;
       for (k : 0 .. 1) { keepHash(s_h[k], d_h[k]); keepMark(s_m[k], d_m[k]) }
       for (k : 0 .. NID - 1) { p[k].old = (p[k].pn != 0) } k = 0;
       if :: losses == LOSSES -> d_n = 0; d_rec = 0; d_base = 0; d_jumps = 0; d_late = 0; noHash(d_h[0]); noHash(d_h[1]);
            noMark(d_m[0]); first = s_m[1].there; noMark(d_m[1]); d_m[1].there = first; first = 0
          :: else fi }
  /* a hash is lost alone; no server shows that */
  :: atomic { hurts < HURTS -> if :: k = 0 :: k = 1 fi;
       d_step { if :: s_h[k].there -> hurts++; noHash(s_h[k])
                   :: else fi; k = 0 } }
#ifdef COPY
  :: d_step { !copied && hurts < HURTS && s_h[0].there -> copied = 1; keepHash(copy, s_h[0]) }
  :: d_step { copied && hurts < HURTS -> hurts++; keepHash(s_h[0], copy);
       noHash(copy) }
#endif
  :: d_step { !begun -> begun = 1 }
  :: atomic { if :: i = 0 :: i = 1
#if NID > 2
       :: i = 2
#endif
     fi;
     if
     :: d_step { p[i].st == 0 && (i == 0 || p[(i + NID - 1) % NID].st != 0) -> p[i].st = 1 }
     /* a call finds another identity; a recovery that a further loss cut short goes on from the same base */
     :: d_step { p[i].st == 1 && !s_id -> if :: s_rec -> skip :: else -> s_base = s_n fi; s_id = 1; s_rec = 1; s_out = s_mem }
     :: d_step { p[i].st == 1 && FRESH && !IN(s_mem, i) -> s_mem = s_mem | B(i) }
     /* attest */
     :: d_step { p[i].st == 1 && s_id && s_rec && IN(s_out, i) ->
          if :: p[i].w > s_base -> s_n = MAX(s_n, p[i].w); lift(i, 0); lift(i, 1) :: else fi;
          s_out = s_out & ~B(i);
          if :: p[i].old && p[i].pn > s_base -> noReply(i) :: else fi }
     /* all were heard: exact */
     :: d_step { p[i].st == 1 && s_id && s_rec && s_out == 0 -> s_rec = 0; s_base = 0 }
     /* the deadline passed: bounded */
     :: d_step { p[i].st == 1 && s_id && s_rec && s_out != 0 -> k = JUMP; s_n = JUMPED_N; s_jumps = s_jumps + k; s_late = begun;
          s_mem = s_mem & ~s_out; s_out = 0; s_rec = 0; s_base = 0; k = 0 }
     :: d_step { p[i].st == 1 && FRESH && s_c < s_n + H && takes < TAKES -> s_c = s_n + H }
     :: d_step { ACTS(i) -> take(i, 0) }
     /* a period that has not begun opens first, and takes when its mark is aged */
     :: d_step { ACTS(i) && (begun || (s_m[1].there
#ifndef AHEAD
          && d_m[1].there
#endif
          )) -> take(i, 1) }
     :: d_step { ACTS(i) && !begun && !s_m[1].there -> open(1, s_n) }
     /* the reply comes, perhaps late; or never */
     :: d_step { p[i].st == 1 && p[i].pn != 0 ->
          if :: p[i].pk -> assert(!IN(given1, p[i].pv)); given1 = given1 | B(p[i].pv); p[i].h[1] = MAX(p[i].h[1], p[i].pv)
             :: else -> assert(!IN(given0, p[i].pv)); given0 = given0 | B(p[i].pv); p[i].h[0] = MAX(p[i].h[0], p[i].pv) fi;
          p[i].w = MAX(p[i].w, p[i].pn); noReply(i) }
     :: d_step { p[i].st == 1 && p[i].pn != 0 -> noReply(i) }
     /* death; clean leave */
     :: d_step { p[i].st == 1 -> p[i].st = 2; gone(i) }
     :: d_step { p[i].st == 1 && p[i].pn == 0 && FRESH -> s_mem = s_mem & ~B(i); p[i].st = 2; gone(i) }
     :: skip
     fi; i = 0; k = 0 }
  od }
