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
    X(PROBE_SPECTRUM, spectrum, spectrum_probe)       \
    X(PROBE_PATH, path, path_probe)                   \
    X(PROBE_BIFURCATION, bifurcation, bifurcation_probe) \
    X(PROBE_FUNCTION, function, function_probe)       \
    X(PROBE_EXAMPLES, examples, examples_probe)       \
    X(PROBE_SCAN, scan, scan_probe)                   \
    X(PROBE_KERNEL, kernel, kernel_probe)             \
    X(PROBE_WEIGHTS, weights, weights_probe)          \
    X(PROBE_SHARPNESS, sharpness, sharpness_probe)

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

enum { PATH_ROWS = 1024 };

/* What each step did along p_1 (Figures 6 and 7, catapult/direction.h), from the moment it was first wanted: the newest
 * PATH_ROWS steps. */
struct path_row {
    long t;
    double eta, lambda, along, pi, r_f, r_k;
};
struct path_probe {
    struct probe_head head;
    double k;               /* of catapult/map.h at the present w; NaN: none here */
    double scale;           /* c of the loss */
    double y;               /* p_1.y at the present w */
    double along, lambda;   /* p_1.r, lambda_1 at the present w: what the next row will begin with */
    int count;
    struct path_row row[PATH_ROWS];
};

enum { BIFURCATION_COLUMNS = 160, BIFURCATION_VALUES = 48 };

/* Where two maps end, against the learning rate, column by column. */
struct bifurcation_probe {
    struct probe_head head;
    int done;               /* columns, of BIFURCATION_COLUMNS */
    bool own;               /* of this preset (one example), else of the cubic map and of the map of Eqs. 7, 8 */
    bool cubic;             /* the residuals follow the cubic map, whose parameter is a = per_a * eta */
    double per_a;
    double low, high;       /* eta at the first and the last column; a where not own */
    double v_low, v_high;   /* eta lambda(0) at the first and the last column of the second map */
    unsigned char count[BIFURCATION_COLUMNS], v_count[BIFURCATION_COLUMNS]; /* 0: diverged */
    float z[BIFURCATION_COLUMNS][BIFURCATION_VALUES]; /* c eta gamma r in turn at the end, or r where that is no map */
    float v[BIFURCATION_COLUMNS][BIFURCATION_VALUES]; /* eta lambda in turn at the end */
};

enum { FUNCTION_GRID = 160, FUNCTION_POINTS = 256 };

/* d = 1: the models as functions of x.  Else the outputs of the training examples, in the order of target and output. */
struct function_probe {
    struct probe_head head;
    bool curve;
    int models, kind[CATAPULT_MODEL_COUNT];
    int grid;               /* 0 if not a curve */
    float x[FUNCTION_GRID], f[CATAPULT_MODEL_COUNT][FUNCTION_GRID];
    int points;             /* of the training set, thinned evenly if it is larger */
    float point_x[FUNCTION_POINTS], point_y[FUNCTION_POINTS], point_f[FUNCTION_POINTS]; /* f of the model in focus */
};

enum { EXAMPLES_SHOWN = 24, EXAMPLE_SIDE = 32 };

/* The training examples that the model is most wrong about. */
struct example {
    int number;             /* in the training set */
    float y, f;             /* one output: target and output; several: the target's class and the largest output's */
    float error;            /* |f - y| over all outputs */
    bool wrong;             /* on the wrong side */
    unsigned char pixel[EXAMPLE_SIDE * EXAMPLE_SIDE]; /* grey, rows of `width` */
};
struct examples_probe {
    struct probe_head head;
    int outputs, width, height; /* width 0: no images */
    bool labels;
    int wrong, n;           /* of the whole training set */
    int count;
    struct example example[EXAMPLES_SHOWN];
};

enum { SCAN_POINTS = 25 };

/* The session's own sweep: from w0 with each learning rate, to the end of the run. */
struct scan_point {
    double ratio;           /* eta / eta_crit */
    bool done;
    double best[CATAPULT_MODEL_COUNT]; /* smallest test loss; training loss without a test set; NaN: diverged at once */
    bool diverged[CATAPULT_MODEL_COUNT];
};
struct scan_probe {
    struct probe_head head;
    int models, kind[CATAPULT_MODEL_COUNT];
    bool test;              /* of the test set */
    int done;               /* points */
    double trying;          /* eta/eta_crit of the run under way, NaN: none */
    double fraction;        /* of all */
    struct scan_point point[SCAN_POINTS];
};

enum { KERNEL_SIDE = 96 };

/* The kernel as a picture: examples sorted by class, averages over blocks where there are more than KERNEL_SIDE; over the
 * outputs where there are several. */
struct kernel_probe {
    struct probe_head head;
    long n;
    int side, classes;
    int border[CATAPULT_CLASSES_MAX]; /* the row behind the last of each class */
    float low, high;        /* of cell */
    float cell[KERNEL_SIDE * KERNEL_SIDE];
};

enum { WEIGHTS_SAMPLES = 256 };

/* Where the weights are, sampled since it was first wanted; thinned evenly when there are many.  NaN: does not exist. */
struct weights_sample {
    long t;
    double distance;                 /* |w - w0| */
    double active, changed, dead;    /* gates of a ReLU network (catapult/look.h) */
    double taylor_linear, taylor_quadratic, change; /* root mean squares over the training set (catapult/look.h) */
};
struct weights_probe {
    struct probe_head head;
    int count;
    struct weights_sample sample[WEIGHTS_SAMPLES];
};

enum { SHARPNESS_SAMPLES = 256 };

/* The top eigenvalue of the loss Hessian (catapult/sharpness.h), sampled while there is time; thinned evenly. */
struct sharpness_sample {
    long t;
    double value, lambda_1;
};
struct sharpness_probe {
    struct probe_head head;
    bool searching;         /* for the present one */
    int count;
    struct sharpness_sample sample[SHARPNESS_SAMPLES];
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
