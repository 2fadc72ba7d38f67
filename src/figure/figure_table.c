/* figure_table.c - THE table of figures. */
#include <stddef.h>

#include "figure/kind.h"
#include "figure/sweeps.h"
#include "figure/trace.h"

/* --- the sweeps --------------------------------------------------------------------------------------------------- */

/* The presets have the paper's sizes; the changes for the small scale are here, and those of the scale of evidence from
 * it: sizes at which a verdict is known to be decided by eight seeds.
 *
 * The spectrum at every tenth step is enough; more would take half of a run's time.  The paper does not say how long
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

static const struct sweeps_plan plan_2b = {.panels = 1, .panel = {&cifar2}};
static const struct sweeps_plan plan_4a = {.panels = 1, .panel = {&fsdd}};
static const struct sweeps_plan plan_4b = {.panels = 1, .panel = {&agnews}};
static const struct sweeps_plan plan_4c = {.panels = 1, .panel = {&mnist}};
static const struct sweeps_plan plan_4d = {.panels = 1, .panel = {&sgd}};
static const struct sweeps_plan plan_4e = {.panels = 1, .panel = {&cifar2_cnn}};
static const struct sweeps_plan plan_4f = {.panels = 1, .panel = {&svhn2_cnn}};

static const struct sweeps_plan plan_accuracy_1 = {.accuracy = true, .panels = 2, .panel = {&fsdd, &agnews}};
static const struct sweeps_plan plan_accuracy_2 = {.accuracy = true, .panels = 2, .panel = {&mnist, &sgd}};
static const struct sweeps_plan plan_accuracy_3 = {.accuracy = true, .panels = 2, .panel = {&cifar2_cnn, &svhn2_cnn}};

static const struct sweeps_plan plan_three_layer_1 = {.panels = 4, .panel = {&cifar2_3, &svhn2_3, &fsdd_3, &agnews_3}};
static const struct sweeps_plan plan_three_layer_2 = {
    .accuracy = true, .panels = 4, .panel = {&cifar2_3, &svhn2_3, &fsdd_3, &agnews_3}};

static const struct sweeps_plan plan_tanh_fc = {.panels = 2, .panel = {&agnews_tanh, &fsdd_tanh}};
static const struct sweeps_plan plan_tanh_cnn = {.panels = 2, .panel = {&cifar2_tanh, &svhn2_tanh}};
static const struct sweeps_plan plan_swish_fc = {.panels = 2, .panel = {&agnews_swish, &fsdd_swish}};
static const struct sweeps_plan plan_swish_cnn = {.panels = 2, .panel = {&cifar2_swish, &svhn2_swish}};

/* --- the table ---------------------------------------------------------------------------------------------------- */

const struct figure figure_table[] = {
    {"1", "Figure 1: monotone, catapult, divergent", "one input, n 128, m 2000; three models, four learning rates",
     &kind_trace, &plan_regimes},
    {"2a", "Figure 2a: loss up, kernel down, and the way of the weights",
     "random inputs on a sphere, n 64, d 20; network of width 500, 2000, 8000 at 0.5 and 1.7 eta_crit", &kind_trace,
     &plan_kernel},
    {"2b", "Figure 2b: best test loss, CIFAR-2",
     "CIFAR-2, n 256, test 2000; fc m 5000; three models", &kind_sweep, &plan_2b},
    {"3", "Figure 3: two critical learning rates, quadratic model",
     "one input, n 128, m 5000; below, between and above the two", &kind_trace, &plan_two_rates_quadratic},
    {"4a", "Figure 4a: best test loss, FSDD",
     "spoken one and three, n 256, all 60 test recordings; fc m 5000; three models", &kind_sweep, &plan_4a},
    {"4b", "Figure 4b: best test loss, AG News",
     "world and sports, n 128, test 2000; fc m 5000; three models", &kind_sweep, &plan_4b},
    {"4c", "Figure 4c: best test loss, MNIST",
     "ten digits, n 128, test 2000; fc m 5000; three models", &kind_sweep, &plan_4c},
    {"4d", "Figure 4d: best test loss, CIFAR-2 in mini-batches",
     "CIFAR-2, n 256, batches of 32, test 2000; fc m 5000; three models", &kind_sweep, &plan_4d},
    {"4e", "Figure 4e: best test loss, CIFAR-2, convolutional",
     "CIFAR-2, n 256, test 2000; 1000 channels; three models", &kind_sweep, &plan_4e},
    {"4f", "Figure 4f: best test loss, SVHN-2, convolutional",
     "SVHN 0 and 2, n 256, test 2000 of as many as there are; 1000 channels; three models", &kind_sweep, &plan_4f},
    {"5", "Figure 5: two critical learning rates, network", "as Figure 3", &kind_trace, &plan_two_rates_network},
    {"6", "Figure 6: the catapult along the top eigenvector, quadratic model",
     "CIFAR-2 and SVHN-2, n 128; fc m 2048; 1.5 eta_crit", &kind_trace,
     &plan_directions_quadratic},
    {"6-cnn", "Figure 6: the catapult along the top eigenvector, quadratic model, convolutional",
     "CIFAR-2 and SVHN-2, n 128; 1024 channels; 1.5 eta_crit", &kind_trace, &plan_directions_quadratic_cnn},
    {"7", "Figure 7: the catapult along the top eigenvector, network", "as Figure 6", &kind_trace,
     &plan_directions_network},
    {"7-cnn", "Figure 7: the catapult along the top eigenvector, convolutional network", "as Figure 6", &kind_trace,
     &plan_directions_network_cnn},
    {"8a", "Figure 8A: peak and end, general quadratic model",
     "one example, d 100; gamma from 1e-2 to 1e-4, eta from 1.5 to 3.3", &kind_trace, &plan_general},
    {"8b", "Figure 8B: peak and end, network",
     "CIFAR-2, n 20; m from 1000 to 30000, eta from 0.75 to 1.6 eta_crit", &kind_trace, &plan_width},
    {"accuracy-1", "Test accuracy: FSDD, AG News", "the runs of Figures 4a and 4b", &kind_sweep,
     &plan_accuracy_1},
    {"accuracy-2", "Test accuracy: MNIST, mini-batches", "the runs of Figures 4c and 4d",
     &kind_sweep, &plan_accuracy_2},
    {"accuracy-3", "Test accuracy: CIFAR-2 and SVHN-2, convolutional", "the runs of Figures 4e and 4f", &kind_sweep,
     &plan_accuracy_3},
    {"three-layer-1", "Three layers: best test loss",
     "CIFAR-2, SVHN-2, FSDD, AG News, n 100, test 500; fc 1000, 1000; three models", &kind_sweep, &plan_three_layer_1},
    {"three-layer-2", "Three layers: test accuracy", "the runs of three-layer-1", &kind_sweep,
     &plan_three_layer_2},
    {"tanh-fc", "Best test loss with tanh", "AG News and FSDD as in Figures 4b and 4a",
     &kind_sweep, &plan_tanh_fc},
    {"tanh-cnn", "Best test loss with tanh, convolutional", "CIFAR-2 and SVHN-2 as in Figures 4e and 4f", &kind_sweep,
     &plan_tanh_cnn},
    {"swish-fc", "Best test loss with swish", "AG News and FSDD as in Figures 4b and 4a",
     &kind_sweep, &plan_swish_fc},
    {"swish-cnn", "Best test loss with swish, convolutional", "CIFAR-2 and SVHN-2 as in Figures 4e and 4f", &kind_sweep,
     &plan_swish_cnn},
    {.name = NULL},
};
