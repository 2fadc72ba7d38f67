/* settings.h - everything that defines an experiment, and the one table that describes it.
 *
 * A setting is a row of settings_table: key, type, place in struct settings, range, default, unit, help.
 * The preset parser, --set, `show`, --help, the man page and the CSV header are made from the rows. */
#ifndef CATAPULT_SETTINGS_H
#define CATAPULT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/lr.h>
#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum model_kind { MODEL_NETWORK, MODEL_LINEAR, MODEL_QUADRATIC, MODEL_GENERAL, MODEL_COUNT };
enum loss_kind { LOSS_SUM, LOSS_MEAN };
enum source_kind {
    SOURCE_GAUSSIAN,
    SOURCE_SPHERE,
    SOURCE_MNIST,
    SOURCE_CIFAR10,
    SOURCE_SVHN,
    SOURCE_FSDD,
    SOURCE_AGNEWS,
    SOURCE_CSV,
    SOURCE_NPY,
    SOURCE_COUNT
};
enum normalize_kind { NORMALIZE_AUTO, NORMALIZE_UNIT, NORMALIZE_STANDARD, NORMALIZE_NONE };
enum network_kind { NETWORK_FC, NETWORK_CONV, NETWORK_GENERAL, NETWORK_COUNT };
enum activation_kind {
    ACTIVATION_RELU,
    ACTIVATION_TANH,
    ACTIVATION_SWISH,
    ACTIVATION_GELU,
    ACTIVATION_ERF,
    ACTIVATION_SOFTPLUS,
    ACTIVATION_LINEAR,
    ACTIVATION_COUNT
};
enum conv_readout { CONV_FLATTEN, CONV_MEAN };
enum readout_init { READOUT_SIGN, READOUT_NORMAL };
enum general_phi { PHI_UNIT, PHI_INPUT, PHI_ZERO };         /* phi(x) = x/|x|, x, 0 */
enum general_s { S_SIGN, S_NORMAL, S_IDENTITY };            /* diagonal of S(x): random +-1, N(0,1), 1 */

enum {
    DEPTH_MAX = 16,     /* hidden layers */
    CLASSES_MAX = 64,
    SCHEDULE_MAX = 64,
    SETTING_TEXT = 256  /* longest text value */
};

struct int_list {
    int count;
    int value[CLASSES_MAX];
};

struct schedule_entry {
    long at; /* from this step on */
    struct lr eta;
};

struct settings {
    char name[SETTING_TEXT]; /* the preset's name or path; not a setting */
    char title[SETTING_TEXT];
    int model;                    /* enum model_kind in focus */
    struct int_list compare;      /* enum model_kind of the others that run beside it */
    struct lr eta;
    int loss;
    int seed;
    int batch;                    /* examples of a mini-batch; 0: full batch */
    double momentum;              /* b in [0, 1) */
    int nesterov;                 /* of the two momenta; a bool */
    double divergence;            /* times the first loss */
    int test_every;               /* steps between test evaluations */
    int threads;                  /* 0: as many as the machine has */
    struct {
        int source;
        int n, d, test;           /* training examples, inputs, test examples */
        double shift;             /* gaussian: x ~ N(shift*y, 1) */
        struct int_list classes;  /* empty: all */
        int targets;              /* csv: how many last columns are targets */
        char path[SETTING_TEXT];
        int normalize;
        struct int_list image;    /* channels, height, width of an example; empty: as the source has it */
    } data;
    struct {
        int type;
        struct int_list widths;   /* hidden widths; conv: channels */
        int kernel;               /* conv: side of the square kernel, odd */
        int readout;              /* conv: enum conv_readout */
        int activation;
        int readout_init;
        double gamma;             /* general: g = w.phi + gamma/2 w^T S w */
        int phi, s;
    } network;
    struct {
        int top;                  /* leading eigenpairs */
        int every;                /* steps between spectra */
    } spectrum;
    struct {
        int steps;
        double loss;              /* converged below this training loss */
        int patience;             /* sweeps: steps in which nothing moves that end a run; 0: never */
    } stop;
    int warmup;                   /* steps in which eta rises to its value */
    int n_schedule;
    struct schedule_entry schedule[SCHEDULE_MAX]; /* ascending in at */
};

enum setting_type { SETTING_INT, SETTING_REAL, SETTING_TEXT_VALUE, SETTING_CHOICE, SETTING_LR,
                    SETTING_INT_LIST, SETTING_CHOICE_LIST, SETTING_SCHEDULE };

struct setting {
    const char *key;             /* "data.n"; the part before the dot is the preset's section */
    enum setting_type type;
    size_t offset;               /* into struct settings */
    double min, max;             /* INT, REAL, items of INT_LIST, steps of SCHEDULE; inclusive */
    const char *const *choices;  /* NULL-terminated, in the order of the enum; CHOICE and CHOICE_LIST */
    const char *initial;         /* default, as text that settings_set would take; a list may only be
                                    empty if its default is */
    const char *unit;            /* "" if none */
    const char *help;            /* one line */
};

extern const struct setting settings_table[];
extern const size_t settings_count;

void settings_defaults(struct settings *settings);

/* NULL if there is no such key. */
const struct setting *settings_find(const char *key);

/* Sets one value from its text; a list is "100,100" or "{100, 100}", a schedule "100:0.9crit,200:0.4"
 * (from step 100 on 0.9crit; in a preset a repeated section).  On error nothing changes and *err holds the
 * reason without any FILE:LINE prefix: unknown key (with the nearest one), wrong type, out of range, not
 * finite.
 *
 * model = general needs network.type = general, so setting one brings the other: model = general always,
 * network.type = general where model is still "network".  Any other mixture is left to settings_validate. */
enum status settings_set(struct settings *settings, const char *key, const char *text, struct error *err);

/* The value as text that settings_set reads back to the same bits. */
void settings_get(const struct settings *settings, const struct setting *setting, char *text, size_t size);

/* Whether every setting of the table has the same value, to the bit; the name may differ. */
bool settings_same(const struct settings *a, const struct settings *b);

/* What only the whole can tell: widths given, batch <= n, model and network type fit, schedule ascending. */
enum status settings_validate(const struct settings *settings, struct error *err);

/* The key, name or word nearest to `word` in a NULL-terminated list if it is near enough to be worth
 * proposing, else NULL.  Used by every "did you mean". */
const char *settings_nearest(const char *word, const char *const *list);

/* The end of a message about a word that is not known: " (did you mean 'NEAR'?)", written into hint, or what is said
 * otherwise if near is NULL. */
enum { NEAREST_TEXT = 160 };
const char *settings_hint(const char *near, const char *otherwise, char hint[NEAREST_TEXT]);

/* *out = the index of the word in a NULL-terminated list; STATUS_INPUT with all its words, and the nearest, if it is
 * not there.  name: of what has that value, for the message. */
enum status settings_word(const char *name, const char *word, const char *const *list, int *out, struct error *err);

/* Names from the tables. */
const char *model_name(int kind);
const char *activation_name(int kind);
const char *source_name(int kind);
const char *network_name(int kind);
const char *readout_name(int kind);

/* The models that run: the one in focus first, then compare without repetition.  Returns the count. */
int settings_models(const struct settings *settings, int kinds[MODEL_COUNT]);

/* Whether the model is one of them. */
bool settings_runs(const struct settings *settings, enum model_kind kind);

/* The learning rate notation in force at a step: the schedule's, or eta. */
const struct lr *settings_lr_at(const struct settings *settings, long step);

/* What it is multiplied by there: during the warm-up (step + 1) / warmup, so that the first step goes with
 * eta/warmup and step warmup - 1 is the first with all of it; 1 from then on. */
double settings_warmup_at(const struct settings *settings, long step);

/* eta lambda that the settings' momentum allows: phase_threshold. */
double settings_threshold(const struct settings *settings);

/* The plain value of lr with the settings' momentum (lr_resolve), and of the one in force at a step, warmed up; not
 * finite if it has none.  lambda_1: of c*K at w0. */
double settings_eta(const struct settings *settings, const struct lr *lr, double lambda_1, double eta_max);
double settings_eta_at(const struct settings *settings, long step, double lambda_1, double eta_max);

/* Whether some learning rate is in units of eta_max; and whether all of them have a value: K = 0 has no eta_crit, so
 * nothing can be measured in it (STATUS_INPUT). */
bool settings_need_eta_max(const struct settings *settings);
enum status settings_check_etas(const struct settings *settings, double lambda_1, double eta_max, struct error *err);

#ifdef __cplusplus
}
#endif

#endif
