/* sweep_plans.c - the sweeps for figures 2b, 4 and those of the appendix.
 *
 * The presets have the paper's sizes; the changes for the small scale are here, and those of the scale of evidence from
 * it: sizes at which a verdict is known to be decided by eight seeds. */
#include "figure/sweeps.h"

/* The spectrum at every tenth step is enough; more would take half of a run's time.  The paper does not say how long
 * it trained; cutting a run short below eta_crit makes the runs above it look better. */
#define BOTH "spectrum.every=10 stop.steps=1500"
#define BOTH_FSDD BOTH " data.test=2000"            /* the paper's number; reduced to what is available */
#define BOTH_SVHN BOTH " data.n=256 data.test=2000" /* likewise */
#define BOTH_3 BOTH " data.test=500"
#define SMALL_FSDD "network.widths=1000 data.n=128 stop.steps=600 test_every=4" /* has only 60 test examples */
#define SMALL SMALL_FSDD " data.test=400"
#define SMALL_MNIST "network.widths=600 data.n=64 data.test=300 stop.steps=400 test_every=5"
#define SMALL_3_FSDD "network.widths=400,400 data.n=64 stop.steps=400 test_every=4"
#define SMALL_3 SMALL_3_FSDD " data.test=200"
/* With fewer channels the quadratic model diverges as soon as eta is above eta_crit. */
#define SMALL_CNN "network.widths=128 data.n=32 data.test=100 stop.steps=100 test_every=4"

static const struct figure_setting
    cifar2 = {"fig2b", SMALL, BOTH, "CIFAR-2, fc", ""},
    fsdd = {"fig4a", SMALL_FSDD, BOTH_FSDD, "FSDD, fc", "network.widths=500 data.n=16"},
    agnews = {"fig4b", SMALL, BOTH, "AG News, fc", ""},
    mnist = {"fig4c", SMALL_MNIST, BOTH, "MNIST, fc", "network.widths=1000"},
    sgd = {"fig4d", SMALL, BOTH, "CIFAR-2, fc, mini-batches", ""},
    cifar2_cnn = {"fig4e", SMALL_CNN, BOTH, "CIFAR-2, cnn", ""},
    svhn2_cnn = {"fig4f", SMALL_CNN, BOTH_SVHN, "SVHN-2, cnn", ""},
    cifar2_3 = {"three-layer-cifar2", SMALL_3, BOTH, "CIFAR-2, three layers", "data.test=800"},
    svhn2_3 = {"three-layer-svhn2", SMALL_3_FSDD, BOTH_3, "SVHN-2, three layers", ""},
    fsdd_3 = {"three-layer-fsdd", SMALL_3_FSDD, BOTH_3, "FSDD, three layers", ""},
    agnews_3 = {"three-layer-agnews", SMALL_3, BOTH, "AG News, three layers", ""},
    agnews_tanh = {"tanh-agnews", SMALL, BOTH, "AG News, fc, tanh", ""},
    fsdd_tanh = {"tanh-fsdd", SMALL_FSDD, BOTH_FSDD, "FSDD, fc, tanh", ""},
    cifar2_tanh = {"tanh-cifar2", SMALL_CNN, BOTH, "CIFAR-2, cnn, tanh", ""},
    svhn2_tanh = {"tanh-svhn2", SMALL_CNN, BOTH_SVHN, "SVHN-2, cnn, tanh", ""},
    agnews_swish = {"swish-agnews", SMALL, BOTH, "AG News, fc, swish", ""},
    fsdd_swish = {"swish-fsdd", SMALL_FSDD, BOTH_FSDD, "FSDD, fc, swish", ""},
    cifar2_swish = {"swish-cifar2", SMALL_CNN, BOTH, "CIFAR-2, cnn, swish", ""},
    svhn2_swish = {"swish-svhn2", SMALL_CNN, BOTH_SVHN, "SVHN-2, cnn, swish", ""};

const struct sweeps_plan plan_2b = {.panels = 1, .panel = {&cifar2}};
const struct sweeps_plan plan_4a = {.panels = 1, .panel = {&fsdd}};
const struct sweeps_plan plan_4b = {.panels = 1, .panel = {&agnews}};
const struct sweeps_plan plan_4c = {.panels = 1, .panel = {&mnist}};
const struct sweeps_plan plan_4d = {.panels = 1, .panel = {&sgd}};
const struct sweeps_plan plan_4e = {.panels = 1, .panel = {&cifar2_cnn}};
const struct sweeps_plan plan_4f = {.panels = 1, .panel = {&svhn2_cnn}};

const struct sweeps_plan plan_accuracy_1 = {.accuracy = true, .panels = 2, .panel = {&fsdd, &agnews}};
const struct sweeps_plan plan_accuracy_2 = {.accuracy = true, .panels = 2, .panel = {&mnist, &sgd}};
const struct sweeps_plan plan_accuracy_3 = {.accuracy = true, .panels = 2, .panel = {&cifar2_cnn, &svhn2_cnn}};

const struct sweeps_plan plan_three_layer_1 = {.panels = 4, .panel = {&cifar2_3, &svhn2_3, &fsdd_3, &agnews_3}};
const struct sweeps_plan plan_three_layer_2 = {
    .accuracy = true, .panels = 4, .panel = {&cifar2_3, &svhn2_3, &fsdd_3, &agnews_3}};

const struct sweeps_plan plan_tanh_fc = {.panels = 2, .panel = {&agnews_tanh, &fsdd_tanh}};
const struct sweeps_plan plan_tanh_cnn = {.panels = 2, .panel = {&cifar2_tanh, &svhn2_tanh}};
const struct sweeps_plan plan_swish_fc = {.panels = 2, .panel = {&agnews_swish, &fsdd_swish}};
const struct sweeps_plan plan_swish_cnn = {.panels = 2, .panel = {&cifar2_swish, &svhn2_swish}};
