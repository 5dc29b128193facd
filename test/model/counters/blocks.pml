/*
 * Mode buffered: a member takes blocks of two numbers, hands them out by itself, and may give the rest back. The call that
 * gives back is sent once; it may reach the server at any later moment, or never. One counter in a shard: `last`, and the
 * sequence n, which a give-back leaves as it is. The rest as in shard.pml.
 *
 * Rule: the rest of a block is given back only where nobody took later numbers and the server is the one that gave the block;
 * whoever has sent it hands out no more of it. A block that is held is attested to its end.
 *
 * Switches
 *  NID TAKES LOSSES   processes, blocks taken, losses
 *  NFALLS     a give-back takes n back too
 * Must fail
 *  NOIDENT    it does not matter which server gave the block
 *  NOLAST     it does not matter whether somebody took later numbers
 *  KEEPS      whoever sent it goes on with the block until it is answered
 *  HANDED     a block is attested only as far as it was handed out
 *  KEEPSLATE  a block whose reply is late is taken, though its write was lost
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
#define H 4
#define B(i) (1 << (i))
#define IN(m, i) (((m) & B(i)) != 0)
#define MAX(a, b) ((a) > (b) -> (a) : (b))

typedef Proc { byte st;                  /* 0 not yet, 1 alive, 2 dead or left */
  byte w; byte high;                     /* highest n it was told; highest number it handed out */
  byte pn; byte pv; byte by; bit old;   /* a block whose reply is under way: n, its last number, who gave it */
  byte next; byte end; byte id;          /* the block in hand */
  byte to; byte from; byte gid }         /* a give-back under way: `to` becomes last if `from` is */

byte s_last, s_n, s_c = H, s_mem, s_out, s_base; bit s_rec, s_id = 1;
byte d_last, d_n, d_c = H, d_mem, d_base;        bit d_rec;
byte losses, takes;                      /* `losses` is also the identity of the server: it never comes back */
int given;
Proc p[NID];

#define FRESH (s_id && !s_rec)
#define HOLDS(i) (p[i].end != 0)
#ifdef HANDED
#define ATTESTED(i) p[i].high
#else
#define ATTESTED(i) (HOLDS(i) -> p[i].end : p[i].high)
#endif
#ifdef NOIDENT
#define SAME(i) true
#else
#define SAME(i) (p[i].gid == losses)
#endif
#ifdef NOLAST
#define MINE(i) (s_last >= p[i].from)
#else
#define MINE(i) (s_last == p[i].from)
#endif
#define JUMP (s_c > s_base -> s_c - s_base : 0)

inline noReply(i) { p[i].pn = 0; p[i].pv = 0; p[i].by = 0; p[i].old = 0 }
inline noBlock(i) { p[i].next = 0; p[i].end = 0; p[i].id = 0 }
inline noGiveBack(i) { p[i].to = 0; p[i].from = 0; p[i].gid = 0 }
/* What it has sent may still arrive. */
inline gone(i) { p[i].st = 2; p[i].w = 0; p[i].high = 0; noReply(i); noBlock(i) }

active proctype world() { byte i; byte k;
  do
  /* T passes; after the last loss only what must have aged is looked at */
  :: d_step { s_id -> d_c = s_c; d_mem = s_mem;
       if :: losses < LOSSES -> d_last = s_last; d_n = s_n; d_rec = s_rec; d_base = s_base :: else fi }
  /* a suffix is lost */
  :: d_step { losses < LOSSES -> losses++; s_last = d_last; s_n = d_n; s_c = d_c; s_mem = d_mem; s_rec = d_rec; s_base = d_base;
       s_out = 0; s_id = 0; for (k : 0 .. NID - 1) { p[k].old = (p[k].pn != 0) } k = 0;
       if :: losses == LOSSES -> d_last = 0; d_n = 0; d_rec = 0; d_base = 0 :: else fi }
  :: atomic { if :: i = 0 :: i = 1
#if NID > 2
       :: i = 2
#endif
     fi;
     if
     :: d_step { p[i].st == 0 && (i == 0 || p[(i + NID - 1) % NID].st != 0) -> p[i].st = 1 }
     :: d_step { p[i].st == 1 && !s_id -> if :: s_rec -> skip :: else -> s_base = s_n fi; s_id = 1; s_rec = 1; s_out = s_mem }
     :: d_step { p[i].st == 1 && FRESH && !IN(s_mem, i) -> s_mem = s_mem | B(i) }
     /* attest */
     :: d_step { p[i].st == 1 && s_id && s_rec && IN(s_out, i) ->
          if :: p[i].w > s_base -> s_last = MAX(s_last, ATTESTED(i)) :: else fi;
          s_n = MAX(s_n, p[i].w); s_out = s_out & ~B(i);
#ifndef KEEPSLATE
          if :: p[i].old && p[i].pn > s_base -> noReply(i) :: else fi
#endif
        }
     /* all were heard: exact; the deadline passed: bounded */
     :: d_step { p[i].st == 1 && s_id && s_rec && s_out == 0 -> s_rec = 0; s_base = 0 }
     :: d_step { p[i].st == 1 && s_id && s_rec && s_out != 0 -> k = JUMP; s_last = s_last + k; s_n = s_n + k;
          s_mem = s_mem & ~s_out; s_out = 0; s_rec = 0; s_base = 0; k = 0 }
     :: d_step { p[i].st == 1 && FRESH && s_c < s_n + H && takes < TAKES -> s_c = s_n + H }
     :: d_step { p[i].st == 1 && FRESH && p[i].pn == 0 && !HOLDS(i) && IN(s_mem, i) && IN(d_mem, i) && takes < TAKES && s_n + 2 <= d_c ->
          takes++; s_n = s_n + 2; s_last = s_last + 2; p[i].pn = s_n; p[i].pv = s_last; p[i].by = losses }
     /* the reply comes, perhaps late; or never */
     :: d_step { p[i].st == 1 && p[i].pn != 0 -> p[i].next = p[i].pv - 1; p[i].end = p[i].pv; p[i].id = p[i].by;
          p[i].w = MAX(p[i].w, p[i].pn); noReply(i) }
     :: d_step { p[i].st == 1 && p[i].pn != 0 -> noReply(i) }
     /* hands one out */
     :: d_step { p[i].st == 1 && HOLDS(i) -> assert(!IN(given, p[i].next)); given = given | B(p[i].next);
          p[i].high = MAX(p[i].high, p[i].next); p[i].next++; if :: p[i].next > p[i].end -> noBlock(i) :: else fi }
     /* gives back what is left; it arrives */
     :: d_step { p[i].st == 1 && HOLDS(i) && p[i].from == 0 -> p[i].to = p[i].next - 1; p[i].from = p[i].end; p[i].gid = p[i].id;
#ifndef KEEPS
          noBlock(i)
#endif
        }
     :: d_step { p[i].from != 0 && s_id ->
          if :: FRESH && SAME(i) && MINE(i) ->
#ifdef NFALLS
               s_n = s_n - (s_last - p[i].to);
#endif
               s_last = p[i].to
             :: else fi;
          noGiveBack(i) }
     :: d_step { p[i].from != 0 -> noGiveBack(i) }
     /* death; clean leave */
     :: d_step { p[i].st == 1 -> gone(i) }
     :: d_step { p[i].st == 1 && p[i].pn == 0 && !HOLDS(i) && FRESH -> s_mem = s_mem & ~B(i); gone(i) }
     :: skip
     fi; i = 0; k = 0 }
  od }
