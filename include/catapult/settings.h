/* settings.h - everything that defines an experiment, and the one table that describes it.
 *
 * A setting is a row of catapult_settings_table: key, type, offset in struct catapult_settings, range, default, unit,
 * help.  The preset parser, --set, `show`, --help, the man page and the CSV header are made from the rows. */
#ifndef CATAPULT_SETTINGS_H
#define CATAPULT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/lr.h>
#include <catapult/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum catapult_model_kind {
    CATAPULT_MODEL_NETWORK,
    CATAPULT_MODEL_LINEAR,
    CATAPULT_MODEL_QUADRATIC,
    CATAPULT_MODEL_GENERAL,
    CATAPULT_MODEL_COUNT
};
enum catapult_loss_kind { CATAPULT_LOSS_SUM, CATAPULT_LOSS_MEAN };
enum catapult_source_kind {
    CATAPULT_SOURCE_GAUSSIAN,
    CATAPULT_SOURCE_SPHERE,
    CATAPULT_SOURCE_MNIST,
    CATAPULT_SOURCE_CIFAR10,
    CATAPULT_SOURCE_SVHN,
    CATAPULT_SOURCE_FSDD,
    CATAPULT_SOURCE_AGNEWS,
    CATAPULT_SOURCE_CSV,
    CATAPULT_SOURCE_NPY,
    CATAPULT_SOURCE_COUNT
};
enum catapult_normalize_kind {
    CATAPULT_NORMALIZE_AUTO,
    CATAPULT_NORMALIZE_UNIT,
    CATAPULT_NORMALIZE_STANDARD,
    CATAPULT_NORMALIZE_NONE
};
enum catapult_separator {
    CATAPULT_SEPARATOR_AUTO,
    CATAPULT_SEPARATOR_COMMA,
    CATAPULT_SEPARATOR_SEMICOLON,
    CATAPULT_SEPARATOR_TAB,
    CATAPULT_SEPARATOR_BLANK
};
enum catapult_layout { CATAPULT_LAYOUT_AUTO, CATAPULT_LAYOUT_CHW, CATAPULT_LAYOUT_HWC };
enum catapult_heading { CATAPULT_HEADING_AUTO, CATAPULT_HEADING_YES, CATAPULT_HEADING_NO };
enum catapult_network_kind {
    CATAPULT_NETWORK_FC,
    CATAPULT_NETWORK_CONV,
    CATAPULT_NETWORK_GENERAL,
    CATAPULT_NETWORK_COUNT
};
enum catapult_activation_kind {
    CATAPULT_ACTIVATION_RELU,
    CATAPULT_ACTIVATION_TANH,
    CATAPULT_ACTIVATION_SWISH,
    CATAPULT_ACTIVATION_GELU,
    CATAPULT_ACTIVATION_ERF,
    CATAPULT_ACTIVATION_SOFTPLUS,
    CATAPULT_ACTIVATION_LINEAR,
    CATAPULT_ACTIVATION_COUNT
};
enum catapult_conv_readout { CATAPULT_CONV_FLATTEN, CATAPULT_CONV_MEAN };
enum catapult_readout_init { CATAPULT_READOUT_SIGN, CATAPULT_READOUT_NORMAL };
enum catapult_general_phi { CATAPULT_PHI_UNIT, CATAPULT_PHI_INPUT, CATAPULT_PHI_ZERO }; /* phi(x) = x/|x|, x, 0 */
enum catapult_general_s {
    CATAPULT_S_SIGN,
    CATAPULT_S_NORMAL,
    CATAPULT_S_IDENTITY
}; /* diagonal of S(x): random +-1, N(0,1), 1 */

enum {
    CATAPULT_DEPTH_MAX = 16,     /* hidden layers */
    CATAPULT_CLASSES_MAX = 64,
    CATAPULT_SCHEDULE_MAX = 64,
    CATAPULT_SETTING_TEXT = 256  /* longest text value */
};

struct catapult_int_list {
    int count;
    int value[CATAPULT_CLASSES_MAX];
};

struct catapult_schedule_entry {
    long at; /* from this step on */
    struct catapult_lr eta;
};

struct catapult_settings {
    char name[CATAPULT_SETTING_TEXT]; /* the preset's name or path; not a setting */
    char title[CATAPULT_SETTING_TEXT];
    int model;                    /* enum catapult_model_kind in focus */
    struct catapult_int_list compare;      /* enum catapult_model_kind of the models that run alongside */
    struct catapult_lr eta;
    int loss;
    int seed;
    int batch;                    /* examples of a mini-batch; 0: full batch */
    double momentum;              /* b in [0, 1) */
    int nesterov;                 /* a bool: Nesterov's momentum, else the heavy ball */
    double divergence;            /* the loss limit, in units of the first loss */
    int test_every;               /* steps between test evaluations */
    int threads;                  /* 0: as many as this process may use */
    struct {
        int source;
        int n, d, test;           /* training examples, inputs, test examples */
        double shift;             /* gaussian: x ~ N(shift*y, 1) */
        struct catapult_int_list classes;  /* empty: all */
        char class_names[CATAPULT_SETTING_TEXT]; /* csv: classes given by words, "cat,dog"; classes is then 0, 1, ... */
        int separator, heading;   /* csv */
        int layout;               /* npy: which dimension of an image is the channels */
        char label[CATAPULT_SETTING_TEXT]; /* csv: first, last, or names or numbers of the target columns */
        char test_path[CATAPULT_SETTING_TEXT]; /* csv: a second file with the test examples */
        int targets;              /* csv: how many of the last columns are targets */
        char path[CATAPULT_SETTING_TEXT];
        int normalize;
        struct catapult_int_list image;    /* channels, height, width of an example; empty: the shape of the source */
    } data;
    struct {
        int type;
        struct catapult_int_list widths;   /* hidden widths; conv: channels */
        int kernel;               /* conv: side of the square kernel, odd */
        int readout;              /* conv: enum catapult_conv_readout */
        int activation;
        int readout_init;
        double gamma;             /* general: g = w.phi + gamma/2 w^T S w */
        int phi, s;
        char w0[CATAPULT_SETTING_TEXT]; /* folder of the initial weights; "": they are drawn */
    } network;
    struct {
        int top;                  /* leading eigenpairs */
        int every;                /* steps between spectra */
    } spectrum;
    struct {
        int every;                /* steps between values; 0: never */
    } sharpness;
    struct {
        int steps;
        double loss;              /* converged below this training loss */
        int patience;             /* sweeps: a run ends after this many steps without change; 0: never */
    } stop;
    int warmup;                   /* steps in which eta rises to its value */
    int n_schedule;
    struct catapult_schedule_entry schedule[CATAPULT_SCHEDULE_MAX]; /* ascending in at */
};

enum catapult_setting_type {
    CATAPULT_SETTING_INT,
    CATAPULT_SETTING_REAL,
    CATAPULT_SETTING_TEXT_VALUE,
    CATAPULT_SETTING_PATH,        /* text: a file or folder; in a preset relative to its folder */
    CATAPULT_SETTING_CHOICE,
    CATAPULT_SETTING_LR,
    CATAPULT_SETTING_INT_LIST,
    CATAPULT_SETTING_CHOICE_LIST,
    CATAPULT_SETTING_CLASSES,     /* data.classes: whole numbers, or words */
    CATAPULT_SETTING_SCHEDULE
};

struct catapult_setting {
    const char *key;             /* "data.n"; the part before the dot is the section in a preset */
    enum catapult_setting_type type;
    size_t offset;               /* into struct catapult_settings */
    double min, max;             /* INT, REAL, items of INT_LIST, steps of SCHEDULE; inclusive */
    const char *const *choices;  /* NULL-terminated, in the order of the enum; CHOICE and CHOICE_LIST */
    const char *initial;         /* default, as text for catapult_settings_set; a list may be empty only if its
                                    default is empty */
    const char *unit;            /* "" if none */
    const char *help;            /* one line */
};

extern const struct catapult_setting catapult_settings_table[];
extern const size_t catapult_settings_count;

void catapult_settings_defaults(struct catapult_settings *settings);

/* For callers in other languages, which need not know the struct: one with the defaults, NULL without memory. */
struct catapult_settings *catapult_settings_new(void);
void catapult_settings_free(struct catapult_settings *settings);

/* NULL if there is no such key. */
const struct catapult_setting *catapult_settings_find(const char *key);

/* Sets one value from its text.  A list is "100,100" or "{100, 100}", a schedule "100:0.9crit,200:0.4" (0.9crit from
 * step 100 on; in a preset a repeated section).  On error nothing changes and *err holds the reason without a FILE:LINE
 * prefix: unknown key (with the nearest one), wrong type, out of range, not finite.
 *
 * model = general needs network.type = general, so each sets the other: model = general always sets network.type;
 * network.type = general sets the model if it is still "network".  catapult_settings_validate rejects any other mixture. */
enum catapult_status catapult_settings_set(struct catapult_settings *settings, const char *key, const char *text,
                                           struct catapult_error *err);

/* The value as text that catapult_settings_set reads back to the same bits. */
void catapult_settings_get(const struct catapult_settings *settings, const struct catapult_setting *setting, char *text,
                           size_t size);

/* Whether every setting of the table has the same value, bit by bit; the name may differ. */
bool catapult_settings_same(const struct catapult_settings *a, const struct catapult_settings *b);

/* Checks that involve several settings: number of layers, batch <= n, model and network type fit, schedule ascending. */
enum catapult_status catapult_settings_validate(const struct catapult_settings *settings, struct catapult_error *err);

/* The key, name or word of a NULL-terminated list that is nearest to `word`; NULL if none is near enough to suggest.
 * Used by every "did you mean". */
const char *catapult_settings_nearest(const char *word, const char *const *list);

/* The end of a message about an unknown word: " (did you mean 'NEAR'?)", written into hint; or `otherwise` if near is
 * NULL. */
enum { CATAPULT_NEAREST_TEXT = 160 };
const char *catapult_settings_hint(const char *near, const char *otherwise, char hint[CATAPULT_NEAREST_TEXT]);

/* *out = the index of the word in a NULL-terminated list.  If it is not in the list, CATAPULT_STATUS_INPUT with a message
 * that shows all words and the nearest.  name: the setting that has this value, for the message. */
enum catapult_status catapult_settings_word(const char *name, const char *word, const char *const *list, int *out,
                                            struct catapult_error *err);

/* The words of the choices, from the lists of the table; "?" if there is none. */
const char *catapult_model_name(int kind);
const char *catapult_activation_name(int kind);
const char *catapult_source_name(int kind);
const char *catapult_network_name(int kind);
const char *catapult_readout_name(int kind);

/* The models that run: the one in focus first, then those of compare, each once.  Returns the count. */
int catapult_settings_models(const struct catapult_settings *settings, int kinds[CATAPULT_MODEL_COUNT]);

/* Whether the model is one of them. */
bool catapult_settings_runs(const struct catapult_settings *settings, enum catapult_model_kind kind);

/* The learning rate that holds at a step, in its notation: from the schedule, or eta. */
const struct catapult_lr *catapult_settings_lr_at(const struct catapult_settings *settings, long step);

/* The factor of the learning rate at a step: (step + 1) / warmup during the warm-up, then 1.  The first step uses
 * eta/warmup; step warmup - 1 is the first with the full value. */
double catapult_settings_warmup_at(const struct catapult_settings *settings, long step);

/* The largest stable eta lambda for the momentum of the settings: catapult_phase_threshold. */
double catapult_settings_threshold(const struct catapult_settings *settings);

/* The plain value of lr with the momentum of the settings (catapult_lr_resolve); and that of the learning rate at a step,
 * including the warm-up.  Not finite if it has no value.  lambda_1: of c*K at w0. */
double catapult_settings_eta(const struct catapult_settings *settings, const struct catapult_lr *lr, double lambda_1,
                             double eta_max);
double catapult_settings_eta_at(const struct catapult_settings *settings, long step, double lambda_1, double eta_max);

/* Whether any learning rate is in units of eta_max.  And a check that all of them have a value: CATAPULT_STATUS_INPUT if
 * not, for example a rate in units of eta_crit when K = 0. */
bool catapult_settings_need_eta_max(const struct catapult_settings *settings);
enum catapult_status catapult_settings_check_etas(const struct catapult_settings *settings, double lambda_1,
                                                  double eta_max, struct catapult_error *err);

#ifdef __cplusplus
}
#endif

#endif
