/*
 * The first T of a register's life: nothing waits yet, so a member issues though its registration may be lost. Everybody lives.
 * One counter; a loss puts Redis back to `d`, any former state: the register may be absent, in its survey, or there with some
 * of those who issued not on its list.
 *
 * Rule: a loss of a register that is not settled asks all who live, as if it were absent, and whoever had answered an earlier
 * survey. It is settled once T has passed since it was made: a state with that mark has the registration of everybody who issued
 * before it was aged.
 *
 * Switches
 *  NID TAKES LOSSES   processes, numbers taken, losses
 * Must fail
 *  LISTED     those listed are asked, and nobody else
 *  ANSWERED   a survey that was lost in its middle goes on with those who had not answered
 *  UNSEEN     a register is settled before a loss was seen
 *  UNAGED     members of a settled register issue before they are aged
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
#ifdef UNAGED
#define AGED(i) true
#else
#define AGED(i) IN(d.list, i)
#endif
#define MAX(a, b) ((a) > (b) -> (a) : (b))

typedef Register { byte last, list, out; bit there, survey, rec, ask, settled }
typedef Proc { byte high, pend }
Register r, d;                       /* Redis, and what no loss takes away */
bit lost;                         /* the identity is another than the one that wrote last */
byte alive, losses, takes, given;
Proc p[NID];

inline copy(to, from) {
  to.last = from.last; to.list = from.list; to.out = from.out; to.there = from.there; to.survey = from.survey;
  to.rec = from.rec; to.ask = from.ask; to.settled = from.settled }

/* A loss was seen. */
inline begin() {
  lost = 0; r.rec = 1;
#ifdef ANSWERED
  if :: r.survey :: else -> r.out = r.list; r.ask = !r.settled fi
#else
#ifdef LISTED
  if :: r.survey -> r.ask = 1 :: else -> r.out = r.list; r.ask = 0 fi
#else
  if :: r.survey -> r.ask = 1 :: else -> r.out = r.list; r.ask = !r.settled fi
#endif
#endif
}

active proctype world() { byte i;
  do
  :: d_step { copy(d, r) }
  :: d_step { losses < LOSSES -> losses++; copy(r, d); lost = r.there || r.survey }
  #ifdef UNSEEN
  :: d_step { r.there && !r.settled -> r.settled = 1 }
#else
  :: d_step { r.there && !r.rec && !lost && !r.settled -> r.settled = 1 }
#endif
  :: atomic { if :: i = 0 :: i = 1
#if NID > 2
       :: i = 2
#endif
     fi;
     if
     :: d_step { !IN(alive, i) -> alive = alive | B(i) }
     /* joins: makes the register in a survey, sees a loss, or is put on the list */
     :: d_step { IN(alive, i) && !r.there && !r.survey -> r.survey = 1; r.rec = 1; r.out = alive; r.ask = 0;}
     :: d_step { IN(alive, i) && (r.there || r.survey) && (lost || r.there && !r.rec && p[i].high > r.last) -> begin() }
     :: d_step { IN(alive, i) && r.there && !lost && !r.rec && p[i].high <= r.last && !IN(r.list, i) -> r.list = r.list | B(i) }
     /* all who live are asked */
     :: d_step { IN(alive, i) && r.rec && !lost && r.ask -> r.ask = 0; r.out = r.out | alive }
     /* attests, asked or not */
     :: d_step { IN(alive, i) && r.rec && !lost && (IN(r.out, i) || p[i].high > r.last || p[i].pend) ->
          r.last = MAX(r.last, p[i].high); r.out = r.out & ~B(i); p[i].pend = 0 }
     :: d_step { IN(alive, i) && r.rec && !lost && !r.ask && r.out == 0 -> r.rec = 0; r.survey = 0; r.there = 1 }
     :: d_step { IN(alive, i) && r.there && !r.rec && !lost && IN(r.list, i) && p[i].pend == 0 &&
          takes < TAKES && p[i].high <= r.last && (!r.settled || AGED(i)) -> takes++; r.last++; p[i].pend = r.last }
     :: d_step { p[i].pend != 0 -> assert(!IN(given, p[i].pend)); given = given | B(p[i].pend);
          p[i].high = MAX(p[i].high, p[i].pend); p[i].pend = 0 }
     :: d_step { p[i].pend != 0 -> p[i].pend = 0 }
     :: skip
     fi; i = 0 }
  od }
