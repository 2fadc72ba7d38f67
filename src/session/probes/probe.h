/* probe.h - results that are expensive to compute and are not part of the snapshot.
 *
 * The front end tells the session which probes it wants (session_want).  The compute thread makes them between two
 * steps, at most once per publication.  During an unlimited run they take at most a tenth of its time.  So a result
 * has an age: head.t is the iteration it belongs to.  A probe that nobody wants costs nothing.  While paused each
 * probe is made once; nothing wakes the thread after that.
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

/* Every result begins with this. */
struct probe_head {
    unsigned long serial;   /* changes whenever it is made again; 0: never made */
    long t;                 /* the iteration it belongs to */
    int model;              /* index of the model it belongs to, as in the snapshot */
    bool known;             /* false: there is no result, `note` says why */
    double cost;            /* seconds it took to make */
    char note[PROBE_NOTE];  /* why there is no result, or a remark about the result; else "" */
};

enum { SPECTRUM_SHOWN = 512 };

/* Eigenvalues of c*K, largest first: all of them, or the largest. */
struct spectrum_probe {
    struct probe_head head;
    long size;              /* n*outputs: how many the kernel has */
    int count;              /* how many are stored in lambda */
    double lambda[SPECTRUM_SHOWN];
};

enum { PATH_ROWS = 1024 };

/* What each step did along p_1 (Figures 6 and 7, catapult/direction.h): the newest PATH_ROWS steps since the probe
 * was first wanted. */
struct path_row {
    long t;
    double eta, lambda, along, pi, r_f, r_k;
};
struct path_probe {
    struct probe_head head;
    double k;               /* of catapult/map.h at the current w; NaN: does not exist here */
    double scale;           /* c of the loss */
    double y;               /* p_1.y at the current w */
    double along, lambda;   /* p_1.r, lambda_1 at the current w: the next row begins with them */
    int count;
    struct path_row row[PATH_ROWS];
};

enum { BIFURCATION_COLUMNS = 160, BIFURCATION_VALUES = 48 };

/* Where two maps end, as a function of the learning rate, column by column. */
struct bifurcation_probe {
    struct probe_head head;
    int done;               /* columns finished, of BIFURCATION_COLUMNS */
    bool own;               /* true: maps of this preset (one example); false: the cubic map and the map of Eqs. 7, 8 */
    bool cubic;             /* the residuals follow the cubic map, whose parameter is a = per_a * eta */
    double per_a;
    double low, high;       /* eta at the first and the last column; a if !own */
    double v_low, v_high;   /* eta lambda(0) at the first and the last column of the second map */
    unsigned char count[BIFURCATION_COLUMNS], v_count[BIFURCATION_COLUMNS]; /* 0: diverged */
    float z[BIFURCATION_COLUMNS][BIFURCATION_VALUES]; /* successive final values of c eta gamma r; of r if not cubic */
    float v[BIFURCATION_COLUMNS][BIFURCATION_VALUES]; /* successive values of eta lambda at the end */
};

enum { FUNCTION_GRID = 160, FUNCTION_POINTS = 256 };

/* d = 1: the models as functions of x.  Else the outputs of the training examples, sorted by target, then output. */
struct function_probe {
    struct probe_head head;
    bool curve;
    int models, kind[CATAPULT_MODEL_COUNT];
    int grid;               /* 0 if not a curve */
    float x[FUNCTION_GRID], f[CATAPULT_MODEL_COUNT][FUNCTION_GRID];
    int points;             /* training examples; an evenly spaced subset if there are more */
    float point_x[FUNCTION_POINTS], point_y[FUNCTION_POINTS], point_f[FUNCTION_POINTS]; /* f of the model in focus */
};

enum { EXAMPLES_SHOWN = 24, EXAMPLE_SIDE = 32 };

/* The training examples that the model is most wrong about. */
struct example {
    int number;             /* index in the training set */
    float y, f;             /* one output: target and output; several: the target's class and the largest output's */
    float error;            /* |f - y| over all outputs */
    bool wrong;             /* misclassified */
    unsigned char pixel[EXAMPLE_SIDE * EXAMPLE_SIDE]; /* grey, rows of `width` */
};
struct examples_probe {
    struct probe_head head;
    int outputs, width, height; /* width 0: no images */
    bool labels;
    int wrong, n;           /* over the whole training set */
    int count;
    struct example example[EXAMPLES_SHOWN];
};

enum { SCAN_POINTS = 25 };

/* A sweep within the session: a run from w0 to the end for each learning rate. */
struct scan_point {
    double ratio;           /* eta / eta_crit */
    bool done;
    double best[CATAPULT_MODEL_COUNT]; /* smallest test loss (no test set: training loss); NaN: diverged at once */
    bool diverged[CATAPULT_MODEL_COUNT];
};
struct scan_probe {
    struct probe_head head;
    int models, kind[CATAPULT_MODEL_COUNT];
    bool test;              /* `best` is of the test set */
    int done;               /* points finished */
    double trying;          /* eta/eta_crit of the current run, NaN: none */
    double fraction;        /* finished part of the sweep, 0..1 */
    struct scan_point point[SCAN_POINTS];
};

enum { KERNEL_SIDE = 96 };

/* The kernel as a picture.  Examples are sorted by class.  With more than KERNEL_SIDE examples a cell is the average
 * of a block; with several outputs it is also the average over outputs. */
struct kernel_probe {
    struct probe_head head;
    long n;
    int side, classes;
    int border[CATAPULT_CLASSES_MAX]; /* the row after the last one of each class */
    float low, high;        /* smallest and largest cell */
    float cell[KERNEL_SIDE * KERNEL_SIDE];
};

enum { WEIGHTS_SAMPLES = 256 };

/* Measures of the weights, sampled since the probe was first wanted; thinned evenly when there are many.  NaN: does
 * not exist. */
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

/* The top eigenvalue of the loss Hessian (catapult/sharpness.h), sampled when there is time; thinned evenly. */
struct sharpness_sample {
    long t;
    double value, lambda_1;
};
struct sharpness_probe {
    struct probe_head head;
    bool searching;         /* a search for the next sample is running */
    int count;
    struct sharpness_sample sample[SHARPNESS_SAMPLES];
};

/* One result of each kind; the front end keeps this. */
#define PROBE_MEMBER(constant, member, type) struct type member;
struct probes {
    PROBE_LIST(PROBE_MEMBER)
};
#undef PROBE_MEMBER

size_t probe_size(enum probe_kind kind);

/* The member that holds the result of that kind. */
struct probe_head *probes_member(struct probes *probes, enum probe_kind kind);

#endif
