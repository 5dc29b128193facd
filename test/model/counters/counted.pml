/*
 * highWater with members that are counted in the store. Redis may lose anything, and go back to any state that it once had,
 * empty or from a history that was lost (one such state is remembered). Processes have the store, but for process 2 (MIXED), which
 * has none: it registers in Redis alone. One counter.
 *
 * Redis: `joined` counts registrations, ever; `recorded` is how many of them the store knows. Store: its ceiling, `counted`.
 * Rules: a registration is counted in the store, then done in Redis, if nobody registered meanwhile. After a loss the store is
 * asked: where `joined` is what it says, the list is complete, and all on it were heard, the recovery is exact; else counting
 * goes on above the store's ceiling, and `joined` is set to what the store says. A member without a store issues when
 * `recorded` has reached its registration; it can't end a recovery.
 *
 * Switches
 *  NP TAKES LOSSES JOINS   processes, numbers taken, losses, registrations
 *  MIXED      process 2 is there
 * Must fail
 *  UNCOUNTED  a list is complete if all on it were heard
 *  LIVELIST   the store counts who is listed, not registrations: a leave lowers `joined`
 *  REDISFIRST a process that is registered in Redis issues before the store has counted it
 *  RACE       a registration is done though somebody registered meanwhile
 *  NOTSET     a bounded recovery leaves `joined` as it was recovered
 *  STALE      what the store said before another loss is believed
 *  KEEPSLATE  a late reply is taken, though its write was lost
 *  UNRECORDED (with MIXED) a member without a store issues as soon as it is registered
 *  ALONE      (with MIXED) a member without a store ends a recovery when all on the list were heard
 */
#ifndef TAKES
#define TAKES 2
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#ifndef JOINS
#define JOINS 2
#endif
#ifndef NP
#define NP 3
#endif
#define A 1                  /* so far a ceiling is raised */
#define B(i) (1 << (i))
#define IN(m, i) (((m) & B(i)) != 0)
#define MAX(a, b) ((a) > (b) -> (a) : (b))

typedef Redis { byte last; byte ceil; byte joined; byte recorded; byte list; byte f }   /* f: registration of process 2 */
typedef Proc { byte ph;      /* 0 at rest; 1 2 registers; 3 4 raises; 5 6 ends a recovery; 7 8 records */
  byte a; byte b;            /* what it remembers of the step before */
  byte era;                  /* the loss after which that began */
  bit dead; byte high; byte pend; bit old }
Redis s, o;                  /* what it holds; a state that may come back */
bit rec; byte out, base;     /* a recovery: who was not heard yet; `last` as recovered */
bit seen = 1;                /* the loss was seen */
byte ceiling, counted;       /* the store */
byte losses, takes, joins, given;
Proc p[NP];

#define WHOLE (seen && !rec)
#ifdef REDISFIRST
#define FREE(i) (p[i].ph <= 1)
#else
#define FREE(i) (p[i].ph == 0)
#endif
#ifdef STALE
#define NOW(i) true
#else
#define NOW(i) (p[i].era == losses)
#endif
#ifdef RACE
#define FIRST(i) true
#else
#define FIRST(i) (s.joined + 1 == p[i].a)
#endif
#ifdef UNCOUNTED
#define COMPLETE(i) (out == 0)
#else
#define COMPLETE(i) (out == 0 && s.joined == p[i].b)
#endif
#ifdef UNRECORDED
#define RECORDED true
#else
#define RECORDED (s.recorded >= s.f)
#endif

#define keep(x, y) x.last = y.last; x.ceil = y.ceil; x.joined = y.joined; x.recorded = y.recorded; x.list = y.list; x.f = y.f
#define empty(x) x.last = 0; x.ceil = 0; x.joined = 0; x.recorded = 0; x.list = 0; x.f = 0
#define rest(i) p[i].ph = 0; p[i].a = 0; p[i].b = 0; p[i].era = 0
#ifdef LIVELIST
#define leave(i) s.list = s.list & ~B(i); s.joined = s.joined - 1
#else
#define leave(i) s.list = s.list & ~B(i)
#endif
#define dies(i) p[i].dead = 1; p[i].high = 0; noReply(i); rest(i)
#define noReply(i) p[i].pend = 0; p[i].old = 0

active proctype world() { byte i;
  do
  :: d_step { losses < LOSSES && WHOLE -> keep(o, s) }
  /* it goes back to that state, or comes back empty */
  :: atomic { losses < LOSSES -> if :: d_step { keep(s, o) } :: d_step { empty(s) } fi; d_step { losses++; seen = 0; rec = 0; out = 0; base = 0;
       for (i : 0 .. NP - 1) { p[i].old = (p[i].pend != 0) } i = 0;
       if :: losses == LOSSES -> empty(o) :: else fi } }
  :: d_step { seen == 0 -> seen = 1; rec = 1; out = s.list; base = s.last }
  :: atomic { if :: i = 0 :: i = 1
#if NP > 2 && !defined(MIXED)
       :: i = 2
#endif
     fi;
     if
     :: p[i].dead -> skip
     /* registers */
     :: d_step { !p[i].dead && p[i].ph == 0 && WHOLE && !IN(s.list, i) && joins < JOINS -> joins++; p[i].a = s.joined + 1; p[i].era = losses; p[i].ph = 1;
#ifdef REDISFIRST
          s.joined = p[i].a; s.list = s.list | B(i)
#endif
        }
     :: d_step { p[i].ph == 1 -> counted = MAX(counted, p[i].a); p[i].ph = 2 }
     :: d_step { p[i].ph == 2 ->
#ifndef REDISFIRST
          if :: WHOLE && NOW(i) && FIRST(i) -> s.joined = p[i].a; s.recorded = MAX(s.recorded, p[i].a); s.list = s.list | B(i) :: else fi;
#endif
          rest(i) }
     /* raises the ceiling */
     :: d_step { !p[i].dead && p[i].ph == 0 && WHOLE && IN(s.list, i) && s.last == s.ceil && takes < TAKES -> p[i].a = s.ceil + A; p[i].era = losses; p[i].ph = 3 }
     :: d_step { p[i].ph == 3 -> ceiling = MAX(ceiling, p[i].a); p[i].ph = 4 }
     :: d_step { p[i].ph == 4 -> if :: WHOLE && NOW(i) && p[i].a > s.ceil -> s.ceil = p[i].a :: else fi; rest(i) }
     /* asks the store, ends a recovery */
     :: d_step { !p[i].dead && p[i].ph == 0 && rec -> p[i].era = losses; p[i].a = ceiling; p[i].b = counted; p[i].ph = 6 }
     :: d_step { p[i].ph == 6 ->
          if :: rec && NOW(i) ->
               if :: COMPLETE(i) -> skip
                  :: else -> s.last = MAX(s.last, p[i].a); s.list = s.list & ~out;
#ifndef NOTSET
                       s.joined = MAX(s.joined, p[i].b); s.recorded = s.joined
#endif
               fi; s.ceil = MAX(s.ceil, s.last); rec = 0; out = 0; base = 0
             :: else fi; rest(i) }
#ifdef MIXED
     /* records who registered without it */
     :: d_step { !p[i].dead && p[i].ph == 0 && WHOLE && s.recorded < s.joined -> p[i].a = s.joined; p[i].era = losses; p[i].ph = 7 }
     :: d_step { p[i].ph == 7 -> counted = MAX(counted, p[i].a); p[i].ph = 8 }
     :: d_step { p[i].ph == 8 -> if :: WHOLE && NOW(i) -> s.recorded = MAX(s.recorded, p[i].a) :: else fi; rest(i) }
#endif
     :: d_step { !p[i].dead && FREE(i) && WHOLE && IN(s.list, i) && p[i].pend == 0 && s.last < s.ceil && takes < TAKES -> takes++; s.last++; p[i].pend = s.last }
     :: skip
     fi; i = 0 }
#ifdef MIXED
  :: d_step { !p[2].dead && WHOLE && !IN(s.list, 2) && joins < JOINS && s.joined > 0 -> joins++; s.joined++; s.f = s.joined; s.list = s.list | B(2) }
  :: d_step { !p[2].dead && WHOLE && IN(s.list, 2) && RECORDED && p[2].pend == 0 && s.last < s.ceil && takes < TAKES -> takes++; s.last++; p[2].pend = s.last }
#ifdef ALONE
  :: d_step { !p[2].dead && rec && out == 0 && IN(s.list, 2) -> s.ceil = MAX(s.ceil, s.last); rec = 0; base = 0 }
#endif
#endif
  :: atomic { if :: i = 0 :: i = 1
#if NP > 2
       :: i = 2
#endif
     fi;
     if
     /* attests */
     :: d_step { !p[i].dead && rec && IN(out, i) -> s.last = MAX(s.last, p[i].high); out = out & ~B(i);
#ifndef KEEPSLATE
          if :: p[i].old && p[i].pend > base -> noReply(i) :: else fi
#endif
        }
     :: d_step { p[i].pend != 0 -> assert(!IN(given, p[i].pend)); given = given | B(p[i].pend); p[i].high = MAX(p[i].high, p[i].pend); noReply(i) }
     :: d_step { p[i].pend != 0 -> noReply(i) }
     /* is thrown out, alive or not; leaves cleanly; dies */
     :: d_step { WHOLE && IN(s.list, i) -> leave(i) }
     :: d_step { !p[i].dead && WHOLE && IN(s.list, i) && p[i].pend == 0 && p[i].ph == 0 -> leave(i); dies(i) }
     :: d_step { !p[i].dead -> dies(i) }
     :: skip
     fi; i = 0 }
  od }
