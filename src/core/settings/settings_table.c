/* settings_table.c - the table of all settings, with type, range, default, unit and help.
 *
 * To add a setting, add a field to struct catapult_settings and a row here.  To add a word to a choice, add a constant to its
 * enum and a word to the list at the same place.  Settings are shown and written in the order of the rows; the rows of a
 * section must be next to each other. */
#include <catapult/measure.h>
#include <catapult/settings.h>

static const char *const model_words[] = {"network", "linear", "quadratic", "general", NULL};
static const char *const loss_words[] = {"sum", "mean", NULL};
static const char *const source_words[] = {"gaussian", "sphere", "mnist", "cifar10", "svhn",
                                           "fsdd", "agnews", "csv", "npy", NULL};
static const char *const separator_words[] = {"auto", "comma", "semicolon", "tab", "blank", NULL};
static const char *const layout_words[] = {"auto", "chw", "hwc", NULL};
static const char *const heading_words[] = {"auto", "yes", "no", NULL};
static const char *const normalize_words[] = {"auto", "unit", "standard", "none", NULL};
static const char *const network_words[] = {"fc", "conv", "general", NULL};
static const char *const conv_readout_words[] = {"flatten", "mean", NULL};
static const char *const activation_words[] = {"relu", "tanh", "swish", "gelu", "erf", "softplus", "linear",
                                               NULL};
static const char *const readout_words[] = {"sign", "normal", NULL};
static const char *const yes_words[] = {"no", "yes", NULL};
static const char *const phi_words[] = {"unit", "input", "zero", NULL};
static const char *const s_words[] = {"sign", "normal", "identity", NULL};

/* The lists above are indexed by their enums. */
#define SAME_LENGTH(words, count) \
    _Static_assert(sizeof(words) / sizeof((words)[0]) == (count) + 1, "a word for every constant")
SAME_LENGTH(model_words, CATAPULT_MODEL_COUNT);
SAME_LENGTH(loss_words, CATAPULT_LOSS_MEAN + 1);
SAME_LENGTH(source_words, CATAPULT_SOURCE_COUNT);
SAME_LENGTH(separator_words, CATAPULT_SEPARATOR_BLANK + 1);
SAME_LENGTH(layout_words, CATAPULT_LAYOUT_HWC + 1);
SAME_LENGTH(heading_words, CATAPULT_HEADING_NO + 1);
SAME_LENGTH(normalize_words, CATAPULT_NORMALIZE_NONE + 1);
SAME_LENGTH(network_words, CATAPULT_NETWORK_COUNT);
SAME_LENGTH(conv_readout_words, CATAPULT_CONV_MEAN + 1);
SAME_LENGTH(activation_words, CATAPULT_ACTIVATION_COUNT);
SAME_LENGTH(readout_words, CATAPULT_READOUT_NORMAL + 1);
SAME_LENGTH(phi_words, CATAPULT_PHI_ZERO + 1);
SAME_LENGTH(s_words, CATAPULT_S_IDENTITY + 1);

#define AT(field) .offset = offsetof(struct catapult_settings, field)
#define MANY 1e9  /* steps: more than anyone would wait for */
#define LARGE 1e7 /* examples, inputs, units: products of two still fit a size_t and a double */

const struct catapult_setting catapult_settings_table[] = {
    {"title", CATAPULT_SETTING_TEXT_VALUE, AT(title), .initial = "", .unit = "",
     .help = "what the experiment shows, one line"},
    {"model", CATAPULT_SETTING_CHOICE, AT(model), .choices = model_words, .initial = "network", .unit = "",
     .help = "the model in focus; general implies network.type = general"},
    {"compare", CATAPULT_SETTING_CHOICE_LIST, AT(compare), .choices = model_words, .initial = "", .unit = "",
     .help = "models that run with it, from the same w0 on the same data"},
    {"eta", CATAPULT_SETTING_LR, AT(eta), .initial = "1.2crit", .unit = "",
     .help = "learning rate: 0.37, 1.2crit (times 2/lambda_1(0)), 3.9/l1 (over lambda_1(0)), 0.9max (times eta_max)"},
    {"loss", CATAPULT_SETTING_CHOICE, AT(loss), .choices = loss_words, .initial = "mean", .unit = "",
     .help = "sum: 1/2 sum (f-y)^2; mean: 1/n sum (f-y)^2"},
    {"seed", CATAPULT_SETTING_INT, AT(seed), 0, 2147483647, .initial = "1", .unit = "",
     .help = "seed of the data, the draw of examples, w0 and batches"},
    {"batch", CATAPULT_SETTING_INT, AT(batch), 0, LARGE, .initial = "0", .unit = "examples",
     .help = "size of a mini-batch; 0: the full training set"},
    {"momentum", CATAPULT_SETTING_REAL, AT(momentum), 0, 0.9999, .initial = "0", .unit = "",
     .help =
         "b of the heavy ball, w(t+1) = w(t) - eta g + b (w(t) - w(t-1)); eta_crit is then 2 (1 + b) / lambda_1(0)"},
    {"nesterov", CATAPULT_SETTING_CHOICE, AT(nesterov), .choices = yes_words, .initial = "no", .unit = "",
     .help = "Nesterov's momentum instead; eta_crit is then (2 + 2b) / ((1 + 2b) lambda_1(0))"},
    {"divergence", CATAPULT_SETTING_REAL, AT(divergence), 2, 1e300, .initial = "1e30", .unit = "times the first loss",
     .help = "a run whose loss exceeds this has diverged"},
    {"test_every", CATAPULT_SETTING_INT, AT(test_every), 1, MANY, .initial = "1", .unit = "steps",
     .help = "steps between two evaluations of the test set"},
    {"threads", CATAPULT_SETTING_INT, AT(threads), 0, 1024, .initial = "0", .unit = "threads",
     .help = "threads of the computation; 0: one for each processor that this process may use"},

    {"data.source", CATAPULT_SETTING_CHOICE, AT(data.source), .choices = source_words, .initial = "gaussian",
     .unit = "", .help = "gaussian: y = +-1, x ~ N(shift*y, 1); sphere: |x| = sqrt(d), y = +-1; a known set; a file"},
    {"data.n", CATAPULT_SETTING_INT, AT(data.n), 1, LARGE, .initial = "128", .unit = "examples",
     .help = "training examples"},
    {"data.d", CATAPULT_SETTING_INT, AT(data.d), 1, LARGE, .initial = "1", .unit = "inputs",
     .help = "inputs of an example, for gaussian and sphere; other sources have their own number"},
    {"data.test", CATAPULT_SETTING_INT, AT(data.test), 0, LARGE, .initial = "512", .unit = "examples",
     .help = "test examples; 0: no test set"},
    {"data.shift", CATAPULT_SETTING_REAL, AT(data.shift), -1e6, 1e6, .initial = "2", .unit = "",
     .help = "gaussian: mean of every input for y = +1; for y = -1 its negative"},
    {"data.classes", CATAPULT_SETTING_CLASSES, AT(data.classes), -1e6, 1e6, .initial = "", .unit = "class",
     .help = "classes kept of a labelled set, as numbers or (csv) as words; two become y = -1, +1, more become one-hot; none: all "
             "(0 to 9, agnews 1 to 4, every word of a csv column)"},
    {"data.targets", CATAPULT_SETTING_INT, AT(data.targets), 1, 1024, .initial = "1", .unit = "columns",
     .help = "csv: how many columns are targets, where data.label says"},
    {"data.label", CATAPULT_SETTING_TEXT_VALUE, AT(data.label), .initial = "last", .unit = "",
     .help = "csv: the target columns: last, first, or a list of their names or numbers (from 1)"},
    {"data.separator", CATAPULT_SETTING_CHOICE, AT(data.separator), .choices = separator_words, .initial = "auto", .unit = "",
     .help = "csv: what stands between the fields; auto: by the first line"},
    {"data.heading", CATAPULT_SETTING_CHOICE, AT(data.heading), .choices = heading_words, .initial = "auto", .unit = "",
     .help = "csv: whether the first line has names; auto: if it has one over every input, or counts three columns or more"},
    {"data.path", CATAPULT_SETTING_PATH, AT(data.path), .initial = "", .unit = "",
     .help = "file or folder of the data, relative to the preset's folder"},
    {"data.test_path", CATAPULT_SETTING_PATH, AT(data.test_path), .initial = "", .unit = "",
     .help = "csv: file of the test examples; none: they are drawn from data.path"},
    {"data.normalize", CATAPULT_SETTING_CHOICE, AT(data.normalize), .choices = normalize_words, .initial = "auto",
     .unit = "",
     .help = "unit: |x| = sqrt(d); standard: every input has mean 0 and deviation 1; auto: unit for known sets, else none"},
    {"data.image", CATAPULT_SETTING_INT_LIST, AT(data.image), 1, LARGE, .initial = "", .unit = "",
     .help = "channels, height and width of an example, in this order in memory; none: the shape that the source has"},
    {"data.layout", CATAPULT_SETTING_CHOICE, AT(data.layout), .choices = layout_words, .initial = "auto", .unit = "",
     .help = "npy: images (N, C, H, W) or (N, H, W, C); auto: hwc if the last dimension is 1, 3 or 4 and the second is larger"},

    {"network.type", CATAPULT_SETTING_CHOICE, AT(network.type), .choices = network_words, .initial = "fc", .unit = "",
     .help = "fc: fully connected; conv: convolutional, stride 1, zero-padded; general: w.phi(x) + gamma/2 w^T S(x) w, "
             "implies model = general"},
    {"network.widths", CATAPULT_SETTING_INT_LIST, AT(network.widths), 1, LARGE, .initial = "1000", .unit = "units",
     .help = "units of each hidden layer, first to last; conv: channels"},
    {"network.kernel", CATAPULT_SETTING_INT, AT(network.kernel), 1, 999, .initial = "3", .unit = "pixels",
     .help = "conv: side of the square kernel, an odd number"},
    {"network.readout", CATAPULT_SETTING_CHOICE, AT(network.readout), .choices = conv_readout_words,
     .initial = "flatten", .unit = "",
     .help = "conv: input of the last layer; flatten: every position of every channel; mean: the mean of each channel"},
    {"network.activation", CATAPULT_SETTING_CHOICE, AT(network.activation), .choices = activation_words,
     .initial = "relu", .unit = "", .help = "activation of the hidden layers"},
    {"network.readout_init", CATAPULT_SETTING_CHOICE, AT(network.readout_init), .choices = readout_words,
     .initial = "sign", .unit = "", .help = "weights of the last layer at w0; sign: -1 or +1; normal: N(0, 1)"},
    {"network.gamma", CATAPULT_SETTING_REAL, AT(network.gamma), -1e6, 1e6, .initial = "0.001", .unit = "",
     .help = "general: factor of the quadratic term"},
    {"network.phi", CATAPULT_SETTING_CHOICE, AT(network.phi), .choices = phi_words, .initial = "unit", .unit = "",
     .help = "general: features phi(x); unit: x/|x|; input: x; zero: 0"},
    {"network.s", CATAPULT_SETTING_CHOICE, AT(network.s), .choices = s_words, .initial = "sign", .unit = "",
     .help = "general: diagonal of S(x); sign: random -1 or +1; normal: N(0, 1); identity: 1"},
    {"network.w0", CATAPULT_SETTING_PATH, AT(network.w0), .initial = "", .unit = "",
     .help = "folder of the initial weights, w0_0.npy, w0_1.npy, ... (as --dump writes them) or w_0.npy, ... (as --final); "
             "none: drawn from the seed"},

    {"spectrum.top", CATAPULT_SETTING_INT, AT(spectrum.top), 1, CATAPULT_TOP_MAX, .initial = "3", .unit = "eigenpairs",
     .help = "number of leading eigenpairs of the scaled kernel to follow"},
    {"spectrum.every", CATAPULT_SETTING_INT, AT(spectrum.every), 1, MANY, .initial = "1", .unit = "steps",
     .help = "steps between two spectra"},

    {"sharpness.every", CATAPULT_SETTING_INT, AT(sharpness.every), 0, MANY, .initial = "0", .unit = "steps",
     .help = "from one sharpness, the top eigenvalue of the Hessian of the loss, to the next; 0: never"},

    {"stop.steps", CATAPULT_SETTING_INT, AT(stop.steps), 0, MANY, .initial = "400", .unit = "steps",
     .help = "largest number of steps of a run"},
    {"stop.loss", CATAPULT_SETTING_REAL, AT(stop.loss), 0, 1e300, .initial = "0.001", .unit = "",
     .help = "a run has converged when its training loss is below this; 0: never"},
    {"stop.patience", CATAPULT_SETTING_INT, AT(stop.patience), 0, MANY, .initial = "100", .unit = "steps",
     .help = "a sweep ends a run in which nothing has changed for this long; 0: never"},

    {"warmup", CATAPULT_SETTING_INT, AT(warmup), 0, MANY, .initial = "0", .unit = "steps",
     .help = "steps over which eta rises evenly, from eta/warmup to eta; 0: none"},
    {"schedule", CATAPULT_SETTING_SCHEDULE, AT(schedule), 1, MANY, .initial = "", .unit = "steps",
     .help = "changes of eta, for example 100:0.9crit,200:0.4; in a preset: schedule { at = 100 eta = 0.9crit }, repeated"},
};

const size_t catapult_settings_count = sizeof catapult_settings_table / sizeof catapult_settings_table[0];

static const char *word(const char *const *words, int count, int kind)
{
    return kind >= 0 && kind < count ? words[kind] : "?";
}

const char *catapult_model_name(int kind)
{
    return word(model_words, CATAPULT_MODEL_COUNT, kind);
}

const char *catapult_activation_name(int kind)
{
    return word(activation_words, CATAPULT_ACTIVATION_COUNT, kind);
}

const char *catapult_source_name(int kind)
{
    return word(source_words, CATAPULT_SOURCE_COUNT, kind);
}

const char *catapult_network_name(int kind)
{
    return word(network_words, CATAPULT_NETWORK_COUNT, kind);
}

const char *catapult_readout_name(int kind)
{
    return word(conv_readout_words, CATAPULT_CONV_MEAN + 1, kind);
}
