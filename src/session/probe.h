/* probe.h - what a screen may want to know beyond the snapshot: figures that cost something to make.
 *
 * The front end tells the session which probes it wants (session_want); the compute thread makes those between
 * two steps, at most at the rate of publications, and while a run goes as fast as it can in at most a tenth of
 * its time.  So a figure has an age: head.t is the iteration it belongs to.  What nobody wants is not made and
 * costs nothing; while paused each is made once and then nothing wakes up.
 *
 * A result is a plain struct without pointers; nothing in it points into the core. */
#ifndef SESSION_PROBE_H
#define SESSION_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

/* X(constant, member of struct probes, its struct) */
#define PROBE_LIST(X) \
    X(PROBE_SPECTRUM, spectrum, spectrum_probe)

#define PROBE_ENUM(constant, member, type) constant,
enum probe_kind { PROBE_LIST(PROBE_ENUM) PROBE_COUNT };
#undef PROBE_ENUM

#define PROBE_BIT(kind) (1u << (kind))

enum { PROBE_NOTE = 120 };

/* What every result begins with. */
struct probe_head {
    unsigned long serial;   /* changes when it is made anew; 0: never made */
    long t;                 /* the iteration it belongs to */
    int model;              /* index of the model it belongs to, as in the snapshot */
    bool known;             /* false: there is nothing, `note` says why */
    double cost;            /* seconds that making it took */
    char note[PROBE_NOTE];  /* why there is nothing, or what to know about what there is; else "" */
};

enum { SPECTRUM_SHOWN = 512 };

/* Eigenvalues of c*K, largest first: all of them, or the largest. */
struct spectrum_probe {
    struct probe_head head;
    long size;              /* n*outputs: how many there are */
    int count;              /* how many are here */
    double lambda[SPECTRUM_SHOWN];
};

/* One of each: what the front end keeps. */
#define PROBE_MEMBER(constant, member, type) struct type member;
struct probes {
    PROBE_LIST(PROBE_MEMBER)
};
#undef PROBE_MEMBER

size_t probe_size(enum probe_kind kind);

/* The place of a kind's result. */
struct probe_head *probes_member(struct probes *probes, enum probe_kind kind);

#endif
