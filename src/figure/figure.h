/* figure.h - the figures of the paper: the list of them, and making one.
 *
 *     const struct figure *figure = figure_find("4a", &err);
 *     struct figure_request request = {.scale = SCALE_SMALL, .folder = "figures", ...};
 *     struct figure_report report;
 *     figure_make(figure, &request, &report, &err);       figure-4a.csv, .gp and .svg in the folder
 *
 * A figure is a row of the table in figure_table.c: presets, what differs at the small scale, and the paper's
 * statements as claims, each judged by numbers that the program measured.  There are two kinds: traces (runs followed
 * step by step) and sweeps (best test loss or accuracy against eta). */
#ifndef FIGURE_FIGURE_H
#define FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>
#include <catapult/status.h>

#include "figure/page.h"

/* small: minutes on a laptop, with narrower networks and fewer seeds; the picture says so.  evidence: as many seeds as
 * the verdicts need, and the sizes at which they are known to be decided.  paper: the paper's numbers, as far as there
 * are enough examples. */
enum figure_scale { SCALE_SMALL, SCALE_EVIDENCE, SCALE_PAPER, FIGURE_SCALES };
extern const char *const figure_scale_name[]; /* NULL-terminated */

struct figure_kind;

struct figure {
    const char *name;    /* "4a" */
    const char *title;
    const char *setting; /* data, sizes and models, in one line */
    const struct figure_kind *kind;
    const void *plan;    /* private to the kind */
};

/* All figures, ended by a name of NULL. */
extern const struct figure figure_table[];

/* CATAPULT_STATUS_USAGE with the most similar name if there is none. */
enum catapult_status figure_find(const char *name, const struct figure **out, struct catapult_error *err);

struct figure_request {
    enum figure_scale scale;
    const char *folder;      /* made if it does not exist */
    enum page_format format;
    int jobs;                /* processes of a sweep, threads of a trace; 0: one per processor */
    const char *presets_dir; /* may be NULL */
    int n_set;
    const char *const *set;  /* "KEY=VALUE", override presets and scale */
    const char *etas;        /* of a sweep; NULL: the figure's own */
    int seeds;               /* of a sweep; 0: the figure's own */
    const struct catapult_progress *progress;
    void (*say)(void *context, const char *text); /* prints a line at once; may be NULL */
    void *say_context;
};

enum { FIGURE_CLAIMS = 40, FIGURE_TEXT = 400 };

/* A claim of the paper and whether it shows here; or a remark that belongs to it.  Of a claim about seeds: evidence.h. */
#define FIGURE_VERDICT_LIST(X)            \
    X(FIGURE_SEEN, "seen")                \
    X(FIGURE_AGAINST, "against")          \
    X(FIGURE_UNDECIDED, "undecided")      \
    X(FIGURE_REMARK, "remark")
#define FIGURE_VERDICT_ENUM(name, word) name,
enum figure_verdict { FIGURE_VERDICT_LIST(FIGURE_VERDICT_ENUM) FIGURE_VERDICTS };
#undef FIGURE_VERDICT_ENUM
const char *figure_verdict_word(enum figure_verdict verdict);
struct figure_claim {
    enum figure_verdict verdict;
    char text[FIGURE_TEXT]; /* the claim, a colon, the measured numbers */
};

struct figure_report {
    char name[64];           /* of the files, without ending: "figure-4a" */
    char note[PAGE_NOTE];    /* the settings that were used */
    bool drawn;              /* false: there is no gnuplot */
    int claims;
    struct figure_claim claim[FIGURE_CLAIMS];
};

/* Runs, judges, writes and draws.  If it fails or is interrupted (CATAPULT_STATUS_CANCELLED), no file remains under
 * the figure's names, except the journals of a sweep, from which the next attempt continues. */
enum catapult_status figure_make(const struct figure *figure, const struct figure_request *request,
                                 struct figure_report *report, struct catapult_error *err);

/* The cost: runs, and an upper bound of the floating point operations.  CATAPULT_STATUS_INPUT if data are missing. */
struct figure_cost {
    long runs, steps; /* steps: the total of all runs */
    double flops;
};
enum catapult_status figure_cost(const struct figure *figure, const struct figure_request *request,
                                 struct figure_cost *cost, struct catapult_error *err);

#endif
