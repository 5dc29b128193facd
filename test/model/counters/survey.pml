/*
 * Everything is lost while those who issued are alive: FLUSHALL (connections and identity stay), or a server that comes back
 * empty (its connections are cut, its identity is another). The register is absent, so it can't say who must be heard; every
 * process that lives is asked, by name: each has a channel of its own while it is subscribed. One counter, no ageing.
 *
 * Rule: the survey ends when every process that is subscribed then has answered it, and not before the server has run for as
 * long as processes take to be subscribed again. A process issues only when it is subscribed; whoever answers drops each reply
 * that is under way. Numbers of processes that died or left are not asked for: here nobody does who has issued.
 *
 * Switches
 *  NID TAKES LOSSES   processes, numbers taken, losses of everything
 *  CUTS       a process's connection may be cut while the server runs: must fail, it is then not asked
 *  PATIENT    (with CUTS) the survey always lasts until all who live are subscribed again (`hearWithin`)
 * Must fail
 *  HASTE      the survey does not wait for processes to be subscribed again
 *  NUMBER     so many answers as there are subscribers are enough
 *  BYIDENTITY only replies of another identity are dropped
 *  ONCE       a process answers one survey for each identity
 *  EARLY      a process issues before it is subscribed
 */
#ifndef NID
#define NID 3
#endif
#ifndef TAKES
#define TAKES 3
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#define B(i) (1 << (i))
#define IN(m, i) (((m) & B(i)) != 0)
#define MAX(a, b) ((a) > (b) -> (a) : (b))
#define BITS(m) (((m) & 1) + (((m) >> 1) & 1) + (((m) >> 2) & 1))

typedef Proc { byte high; byte pend; bit moved;   /* moved: the identity is another since `pend` was sent */
  bit answered }                                   /* ... a survey of this identity (ONCE) */
byte last, heard; bit there, survey;
byte alive, subscribed;           /* who */
byte losses, takes, given;
Proc p[NID];

/* The server has run for long enough: everybody is subscribed again. Processes that start wait for that themselves. */
byte cut;                         /* whose connection was cut by the loss, and is not back */
#ifdef HASTE
#define SETTLED true
#else
#ifdef PATIENT
#define SETTLED ((alive & ~subscribed) == 0)
#else
#define SETTLED (cut == 0)
#endif
#endif
#ifdef NUMBER
#define ALL_HEARD (BITS(heard) >= BITS(subscribed))
#else
#define ALL_HEARD ((subscribed & ~heard) == 0)
#endif
#ifdef EARLY
#define MAY_ISSUE(i) true
#else
#define MAY_ISSUE(i) IN(subscribed, i)
#endif
#ifdef BYIDENTITY
#define DROPS(i) p[i].moved
#else
#define DROPS(i) true
#endif
#ifdef ONCE
#define ASKED(i) !p[i].answered
#else
#define ASKED(i) true
#endif

active proctype world() { byte i;
  do
  :: d_step { losses < LOSSES && there -> losses++; last = 0; there = 0; survey = 0; heard = 0 }           /* FLUSHALL */
  :: d_step { losses < LOSSES && survey -> losses++; last = 0; survey = 0; heard = 0 }
  :: d_step { losses < LOSSES && (there || survey) -> losses++; last = 0; there = 0; survey = 0; heard = 0;   /* comes back empty */
       cut = subscribed | cut; subscribed = 0; for (i : 0 .. NID - 1) { p[i].moved = (p[i].pend != 0); p[i].answered = 0 } i = 0 }
  :: atomic { if :: i = 0 :: i = 1
#if NID > 2
       :: i = 2
#endif
     fi;
     if
     :: d_step { !IN(alive, i) -> alive = alive | B(i) }
     :: d_step { IN(alive, i) && !IN(subscribed, i) -> subscribed = subscribed | B(i); cut = cut & ~B(i) }
#ifdef CUTS
     :: d_step { IN(subscribed, i) -> subscribed = subscribed & ~B(i) }
#endif
     /* leaves again without having issued */
     :: d_step { IN(alive, i) && p[i].high == 0 && p[i].pend == 0 -> alive = alive & ~B(i); subscribed = subscribed & ~B(i); cut = cut & ~B(i) }
     /* the register is absent: a survey */
     :: d_step { IN(alive, i) && !there && !survey -> survey = 1 }
     :: d_step { IN(subscribed, i) && survey && !IN(heard, i) && ASKED(i) -> last = MAX(last, p[i].high); heard = heard | B(i);
#ifdef ONCE
          p[i].answered = 1;
#endif
          if :: DROPS(i) -> p[i].pend = 0; p[i].moved = 0 :: else fi }
#ifdef ONCE
     :: d_step { survey && p[i].answered -> heard = heard | B(i) }      /* ... is counted as heard */
#endif
     :: d_step { IN(alive, i) && survey && SETTLED && ALL_HEARD -> survey = 0; heard = 0; there = 1 }
     :: d_step { IN(alive, i) && there && MAY_ISSUE(i) && p[i].pend == 0 && takes < TAKES -> takes++; last++; p[i].pend = last }
     :: d_step { IN(alive, i) && p[i].pend != 0 -> assert(!IN(given, p[i].pend)); given = given | B(p[i].pend);
          p[i].high = MAX(p[i].high, p[i].pend); p[i].pend = 0; p[i].moved = 0 }
     :: d_step { p[i].pend != 0 -> p[i].pend = 0; p[i].moved = 0 }
     :: skip
     fi; i = 0 }
  od }
