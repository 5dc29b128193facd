/* Fenced counters: witnesses, aged registration, aged ceiling. One shard with one counter, one member list.
 *
 * s  what Redis holds now; d  the prefix of its history behind which no loss goes ("older than T" = "is in d").
 * A loss puts s back to d, at any moment, and gives the server another identity; d moves on at any moment. Ageing by time
 * is thus "is in d", against the strongest adversary that a loss of at most T allows.
 *
 * -D switches
 *  NID MAXN LOSSES H   how many processes come, numbers there are, losses happen; how far a ceiling is raised
 *  Q=n       so many numbers may be taken by processes whose registration is not yet aged; each recovery skips Q. 0: they wait
 *  EXACT     a living member is always heard before the deadline; then: no hole and no jump unless a process died,
 *            a reply was lost, or a clean leave was lost
 *  mutants, each must fail: RUNONLY NOAGEREG NOAGECEIL NODISCARD NOMEMBER NOWAIT NOLIFT SAMEID, VOUCHUNAGED (with VOUCH),
 *            QNOSKIP QNOBLOCK (Q > 0). Q itself must fail: free numbers for fresh processes, as many skipped in a recovery
 *  VOUCH     an aged member may stand in for one that is not
 */
#ifndef NID
#define NID 3
#endif
#ifndef MAXN
#define MAXN 4
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#ifndef H
#define H 2
#endif
#ifndef Q
#define Q 0
#endif
#ifdef VOUCHUNAGED
#define VOUCHER_UNAGED true
#else
#define VOUCHER_UNAGED false
#endif
#define B(i) (1 << (i))
#define IN(m,i) (((m) & B(i)) != 0)
#define MAX(a,b) ((a) > (b) -> (a) : (b))

typedef Proc { byte st;    /* 0 not yet, 1 alive, 2 dead, 3 left */
               byte high;  /* the highest number it was given */
               byte pend;  /* a number whose reply is on its way */
               bit old;    /* ... and was taken before the last loss */
               bit was }   /* its registration was aged once (mutant NOMEMBER) */
byte s_last, s_c = H, s_mem, s_id = 1;  bit s_rec;  byte s_out, s_u, s_base;
byte d_last, d_c = H, d_mem, d_id = 1;
byte cur = 1;              /* the identity of the server that answers */
Proc p[NID];
byte losses;
byte given;                /* bit v-1: number v was given */
#ifdef EXACT
bit holesOk, lossy;
#define HOLES_OK holesOk = 1
#define NO_JUMP_WITHOUT_CAUSE assert(lossy || p[0].st == 2 || p[1].st == 2 || p[NID-1].st == 2)
#define LATE (DEADOUT(0) && DEADOUT(1) && DEADOUT(NID-1))
#else
#define HOLES_OK skip
#define NO_JUMP_WITHOUT_CAUSE skip
#define LATE true
#endif
#ifdef VOUCH
byte vouched;              /* who has been told so, since it registered last */
byte vouch[NID];           /* for whom a member stands in: it names them when it attests */
#endif

#define FRESH (s_id == cur && !s_rec)
#ifdef NOAGEREG
#define AGED(i) true
#else
#ifdef NOMEMBER
#define AGED(i) (p[i].was || IN(d_mem, i))
#else
#ifdef VOUCH
#define AGED(i) (IN(d_mem, i) || IN(vouched, i))
#else
#define AGED(i) IN(d_mem, i)
#endif
#endif
#endif
#ifdef NOAGECEIL
#define CEIL s_c
#else
#define CEIL d_c
#endif
#ifdef NOMEMBER
#define MEMBER(i) true
#else
#define MEMBER(i) IN(s_mem, i)
#endif
#define TAKEN(k) (p[0].pend == k || p[1].pend == k || p[NID-1].pend == k)
#define DEADOUT(i) (!IN(s_out, i) || p[i].st != 1)

inline allThere(v) { k = 1;
  do :: k < v -> assert(holesOk || IN(given, k - 1) || TAKEN(k)); k++ :: else -> break od; k = 0 }
#ifdef VOUCH
inline gone(i) { p[i].high = 0; p[i].pend = 0; p[i].old = 0; p[i].was = 0; vouch[i] = 0; vouched = vouched & ~B(i) }
#else
inline gone(i) { p[i].high = 0; p[i].pend = 0; p[i].old = 0; p[i].was = 0 }
#endif

active proctype world() {
  byte i; byte k;
  do
  /* T passes: all that stands now is aged */
  :: d_step { s_last != d_last || s_c != d_c || s_mem != d_mem || s_id != d_id || s_u > 0 ->
       d_last = s_last; d_c = s_c; d_mem = s_mem; d_id = s_id; s_u = 0 }
  /* restart, failover, failback: a suffix is lost */
  :: d_step { losses < LOSSES -> losses++;
#ifdef EXACT
       lossy = lossy || (s_last != d_last || s_mem != d_mem || s_c != d_c);
#endif
       s_last = d_last; s_c = d_c; s_mem = d_mem; s_rec = 0; s_out = 0; s_u = 0;
#ifdef RUNONLY
       cur = 3 - cur; s_id = d_id;       /* two servers: their run ids come back */
#else
       s_id = 0; d_id = 0;               /* an identity never comes back */
#endif
#ifdef VOUCH
       vouched = 0;
#endif
       for (k : 0 .. NID - 1) { p[k].old = (p[k].pend != 0) } k = 0 }
  :: atomic {
     if :: i = 0 :: i = 1
#if NID > 2
        :: i = 2
#endif
     fi;
     if
     /* boot, in order, for symmetry */
     :: d_step { p[i].st == 0 && (i == 0 || p[(i + NID - 1) % NID].st != 0) -> p[i].st = 1 }
     /* any call of a living process finds another identity: all members must be heard */
     :: d_step { p[i].st == 1 && s_id != cur -> s_id = cur; s_rec = 1; s_out = s_mem; s_base = s_last;
#ifdef NOWAIT
          s_out = 0;
#endif
        }
     :: d_step { p[i].st == 1 && FRESH && !IN(s_mem, i) -> s_mem = s_mem | B(i) }
     /* attest: my highest number; a reply of before counts only if its write survived */
     :: d_step { p[i].st == 1 && s_id == cur && s_rec && IN(s_out, i) ->
#ifndef NOLIFT
          s_last = MAX(s_last, p[i].high);
#endif
          s_out = s_out & ~B(i);
#ifdef VOUCH
          s_out = s_out | (vouch[i] & ~s_mem); s_mem = s_mem | vouch[i];
#endif
#ifndef NODISCARD
          if :: p[i].old && p[i].pend > s_base -> p[i].pend = 0; p[i].old = 0; HOLES_OK :: else fi;
#endif
#ifdef SAMEID
          if :: i > 0 && p[(i + NID - 1) % NID].st == 2 -> s_out = s_out & ~B(i-1) :: else fi;
#endif
        }
#ifdef VOUCH
     /* a member whose registration is aged stands in for one whose is not */
     :: d_step { p[i].st == 1 && FRESH && IN(s_mem, i) && (IN(d_mem, i) || VOUCHER_UNAGED) ->
          k = 0;
          do :: k < NID -> if :: k != i && p[k].st == 1 && IN(s_mem, k) && !IN(d_mem, k) -> vouch[i] = vouch[i] | B(k); vouched = vouched | B(k) :: else fi; k++ :: else -> break od; k = 0 }
#endif
     /* all were heard: exact */
     :: d_step { p[i].st == 1 && s_id == cur && s_rec && s_out == 0 -> s_rec = 0;
#if Q > 0
#ifndef QNOSKIP
          s_last = s_last + Q; HOLES_OK;
#endif
#ifndef QNOBLOCK
          s_u = Q;
#endif
#endif
        }
     /* the deadline passed: whoever was not heard counts as dead, and what it may have given is below the ceiling */
     :: d_step { p[i].st == 1 && s_id == cur && s_rec && s_out != 0 && LATE -> NO_JUMP_WITHOUT_CAUSE; HOLES_OK;
          s_last = MAX(s_last, s_c); s_u = Q; s_mem = s_mem & ~s_out; s_out = 0; s_rec = 0 }
     :: d_step { p[i].st == 1 && FRESH && s_c < s_last + H && s_last < MAXN -> s_c = s_last + H }
     :: d_step { p[i].st == 1 && FRESH && p[i].pend == 0 && MEMBER(i) && s_last < MAXN && s_last + 1 <= CEIL && (AGED(i) || s_u < Q) ->
          if :: !AGED(i) -> s_u++ :: else fi;
#ifdef NOMEMBER
          p[i].was = 1;
#endif
#ifdef EXACT
          allThere(s_last + 1);
#endif
          s_last++; p[i].pend = s_last }
     /* the reply comes, perhaps late; or never */
     :: d_step { p[i].st == 1 && p[i].pend != 0 -> assert(!IN(given, p[i].pend - 1)); given = given | B(p[i].pend - 1);
          p[i].high = MAX(p[i].high, p[i].pend); p[i].pend = 0; p[i].old = 0 }
     :: d_step { p[i].st == 1 && p[i].pend != 0 -> p[i].pend = 0; p[i].old = 0; HOLES_OK }
     /* death; clean leave; a member that is thrown out, alive or not */
     :: d_step { p[i].st == 1 -> if :: p[i].pend != 0 -> HOLES_OK :: else fi; p[i].st = 2; gone(i) }
     :: d_step { p[i].st == 1 && p[i].pend == 0 && FRESH -> s_mem = s_mem & ~B(i); p[i].st = 3; gone(i) }
     :: d_step { FRESH && IN(s_mem, i) -> s_mem = s_mem & ~B(i);
#ifdef VOUCH
          vouched = vouched & ~B(i);
#endif
        }
     :: skip
     fi; i = 0; k = 0 }
  od
}
