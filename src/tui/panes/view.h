/* view.h - everything a screen shows: plain data, so that drawing is a function of (view, rectangle).
 *
 * The laboratory fills it from the session once per frame; tests fill it by hand. */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include <stdbool.h>

#include "session/thread/session.h"
#include "tui/canvas/canvas.h"
#include "tui/canvas/theme.h"
#include "tui/panes/screens.h"

struct caption;
struct pyramid;
struct form;
struct keymap;

/* Every pane that Tab can reach: X(constant, class, name, whether its scale is logarithmic at the start, whether it
 * is over iterations). */
#define PANE_LIST(X)                                                    \
    X(PANE_LOSS, pane_loss, "loss", true, true)                         \
    X(PANE_KERNEL, pane_kernel, "lambda", false, true)                  \
    X(PANE_RULER, pane_ruler, "learning rate", false, false)            \
    X(PANE_SPECTRUM, pane_spectrum, "spectrum", true, false)            \
    X(PANE_PI, pane_pi, "loss along p_k", true, true)                   \
    X(PANE_OVERLAP, pane_overlap, "overlap", false, true)               \
    X(PANE_CURVATURE, pane_curvature, "p_1^T R p_1", false, true)       \
    X(PANE_PORTRAIT, pane_portrait, "portrait", false, false)           \
    X(PANE_COBWEB, pane_cobweb, "cobweb", false, false)                 \
    X(PANE_BIFURCATION, pane_bifurcation, "bifurcation", false, false)  \
    X(PANE_FINAL, pane_final, "final lambda", false, false)             \
    X(PANE_FUNCTION, pane_function, "function", false, false)           \
    X(PANE_EXAMPLES, pane_examples, "examples", false, false)           \
    X(PANE_SCAN, pane_scan, "sweep", true, false)                       \
    X(PANE_HEAT, pane_heat, "kernel", false, false)                     \
    X(PANE_TAYLOR, pane_taylor, "Taylor error", true, false)            \
    X(PANE_GATES, pane_gates, "gates", false, true)                     \
    X(PANE_SHARPNESS, pane_sharpness, "sharpness", false, true)         \
    X(PANE_SETTINGS, pane_settings, "settings", false, false)           \
    X(PANE_PRESETS, pane_presets, "presets", false, false)              \
    X(PANE_RUNS, pane_runs, "runs", false, false)                       \
    X(PANE_RUNS_LOSS, pane_runs_loss, "losses", true, true)             \
    X(PANE_RUNS_LAMBDA, pane_runs_lambda, "lambdas", false, true)

#define PANE_ENUM(constant, class, name, log, over) constant,
enum pane_kind { PANE_LIST(PANE_ENUM) PANE_COUNT };
#undef PANE_ENUM

const char *pane_kind_name(enum pane_kind kind);
bool pane_kind_log(enum pane_kind kind);
bool pane_kind_over_iterations(enum pane_kind kind);

/* The frozen y axis of a pane over iterations. */
struct pane_scale {
    bool known, log;
    double low, high;
};

/* What the plots show of the waiting runs. */
enum compare { COMPARE_NONE, COMPARE_OVERLAY, COMPARE_DIFFERENCE, COMPARE_COUNT };

/* The rows of a waiting run, in the snapshot's order of models, and their difference from the run in focus. */
struct run_rows {
    bool known;
    const struct catapult_history *histories;
    const struct pyramid *pyramids;
    const struct catapult_history *difference;    /* of the model in focus, up to the shorter run; NULL: not computed */
    const struct pyramid *difference_pyramid;
};

struct view {
    const struct catapult_settings *settings;     /* of the preset shown */
    const struct snapshot *snapshot;
    const struct catapult_history *histories;     /* (snapshot->models), in the snapshot's order */
    const struct catapult_history *ghost;         /* the run before a restart, of the model in focus; NULL if none */
    struct run_rows others[RUNS_MAX];    /* in the snapshot's order of runs */
    enum compare compare;
    int focus;                           /* index of the model in focus */
    bool overlay;                        /* draw the other models too */
    bool follow;                         /* the cursor stays at the newest iteration */
    long cursor;                         /* readout cursor, an iteration */
    long window;                         /* visible iterations; 0: all */
    const struct pane_scale *scales;     /* (PANE_COUNT) frozen, or NULL: from the curves */
    bool log_scale[PANE_COUNT];          /* initially as pane_kind_log says */
    enum pane_kind pane;                 /* the pane that y and z act on */
    enum glyph_set glyphs;
    enum theme theme;                    /* for pictures; the terminal has its own */
    bool present;                        /* presenter mode: one pane, thick lines, big numbers */
    bool help;                           /* the help screen covers the rest */
    int help_scroll;
    const char *prompt;                  /* text being typed, or NULL */
    const char *prompt_label;            /* label before it; NULL: "eta = " */
    const char *prompt_hint;             /* help for it; NULL: forms of a learning rate */
    const char *prompt_candidates;       /* completions, shown instead of the keys; NULL: none */
    const char *prompt_error;            /* why it was refused; NULL or "": it was not */
    const char *last;                    /* the last key and what it did */
    bool refused;                        /* it did nothing, and `last` says why */
    bool zoom;                           /* the pane `pane` takes the room of all three */
    enum screen_kind screen;
    const struct caption *caption;       /* of a lesson, or NULL */
    const struct form *form;             /* of the settings screen, or NULL */
    const struct probes *probes;         /* results of the screen's probes, or NULL: none yet */
    const struct keymap *keymap;         /* for the key names on the screen; NULL: the defaults */
    const struct pyramid *pyramids;      /* (snapshot->models), of histories, or NULL: reads the rows one by one (slow
                                            from 1e5 rows on) */
    const struct pyramid *ghost_pyramid; /* of ghost, or NULL */
};

/* Draws the whole screen into the canvas at the canvas' current size; any size from 1x1.  Everything except snapshot
 * and settings may be NULL.  Changes only the canvas. */
void screen_draw(struct canvas *canvas, const struct view *view);

/* The length of the iteration axis that all panes share, zoomed or not: "a tenth of the view" refers to it. */
long screen_span(const struct view *view);

/* The current scales of a screen of rows x cols, for view->scales: (PANE_COUNT). */
void screen_scales(const struct view *view, int rows, int cols, struct pane_scale *scales);

/* The text of the readout on one line: for the clipboard and for --plain. */
void screen_readout(const struct view *view, char *text, size_t size);

/* How far the help screen can be scrolled on a screen of rows x cols. */
int screen_help_scroll_max(int rows, int cols);

/* What is at a position of the screen, for the mouse: a pure function of the view, like drawing. */
struct hit {
    int pane;     /* enum pane_kind at the position; -1: none */
    long t;       /* the iteration there, if the pane is over iterations; -1: none */
    int run;      /* run whose table row is there, an index of the snapshot's; -1: none */
    double eta;   /* the learning rate there, if it is the ruler; NaN: none */
};

void screen_hit(const struct view *view, int rows, int cols, int row, int col, struct hit *out);

#endif
