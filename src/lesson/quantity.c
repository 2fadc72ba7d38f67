/* quantity.c - see quantity.h. */
#include "lesson/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/phase.h>

#include "base/number.h"

enum { WORD = 80, DIGITS = 3, DIGITS_MAX = 9 };

#define QUANTITY_ROW(constant, word, help) [constant] = {word, help},
const struct quantity_info quantities[QUANTITY_COUNT] = {QUANTITY_LIST(QUANTITY_ROW)};
#undef QUANTITY_ROW

/* --- reading ----------------------------------------------------------------------------------------------- */

/* Copies text without surrounding blanks into word.  Returns false if it is too long. */
static bool trimmed(const char *text, size_t length, char word[WORD])
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    snprintf(word, WORD, "%.*s", (int)length, text);
    return length < WORD;
}

/* Parses a prefix such as "linear." and moves *text past it. */
static int take_model(const char **text)
{
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++) {
        size_t length = strlen(catapult_model_name(i));
        if (strncmp(*text, catapult_model_name(i), length) == 0 && (*text)[length] == '.') {
            *text += length + 1;
            return i;
        }
    }
    return -1;
}

static enum catapult_status quantity_unknown(const char *word, struct catapult_error *err)
{
    const char *names[QUANTITY_COUNT + 1];
    for (int i = 0; i < QUANTITY_COUNT; i++)
        names[i] = quantities[i].word;
    names[QUANTITY_COUNT] = NULL;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(word, names);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no quantity '%.60s'%s", word,
                              catapult_settings_hint(near, "", hint));
}

static enum catapult_status take_quantity(const char *text, struct quantity *out, struct catapult_error *err)
{
    char word[WORD], name[WORD];
    if (!trimmed(text, strlen(text), word))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.40s...' is not a quantity", text);
    const char *begin = word;
    out->model = take_model(&begin);
    out->at = -1;
    size_t length = strcspn(begin, "@");
    if (begin[length] && (!number_whole(begin + length + 1, &out->at) || out->at < 0))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.60s': an iteration must follow @", word);
    snprintf(name, sizeof name, "%.*s", (int)length, begin);
    for (int i = 0; i < QUANTITY_COUNT; i++)
        if (strcmp(quantities[i].word, name) == 0) {
            out->kind = (enum quantity_kind)i;
            return CATAPULT_STATUS_OK;
        }
    return quantity_unknown(name, err);
}

enum catapult_status value_parse(const char *text, struct value *out, struct catapult_error *err)
{
    *out = (struct value){.number = 1, .with = '*'};
    const char *end = number_read(text, &out->number);
    if (!end)
        return take_quantity(text, &out->quantity, err);
    if (!isfinite(out->number))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.60s' is not a finite number", text);
    end = number_skip(end);
    out->with = *end;
    if (!*end)
        return CATAPULT_STATUS_OK;
    if (*end != '*' && *end != '/')
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "'%.60s' is not a value: a number, a quantity, or 2/eta, 1.5*eta", text);
    return take_quantity(end + 1, &out->quantity, err);
}

/* Half a unit of the last digit of "4.29" or "1.4e3". */
static double half_place(const char *text)
{
    double number;
    const char *end = number_read(text, &number), *exponent = text;
    while (exponent < end && *exponent != 'e' && *exponent != 'E')
        exponent++;
    const char *point = memchr(text, '.', (size_t)(exponent - text));
    int places = point ? (int)(exponent - point) - 1 : 0;
    double power = 0;
    if (exponent < end)
        number_read(exponent + 1, &power);
    return 0.5 * pow(10, power - places);
}

static enum catapult_status take_comparison(const char *text, struct condition *out, struct catapult_error *err)
{
    char left[WORD], right[WORD];
    size_t at = strcspn(text, "<>=");
    size_t length = strspn(text + at, "<>=");
    if (length == 0 || length > 2 || (length == 2 && text[at + 1] != '=') || (length == 2 && text[at] == '='))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "'%.60s' is not a condition: converged, diverged, phase WORD, or a comparison "
                                  "with <, <=, >, >= or =",
                                  text);
    if (!trimmed(text, at, left) || !trimmed(text + at + length, strlen(text + at + length), right))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.60s...' is too long", text);
    snprintf(out->sign, sizeof out->sign, "%.*s", (int)length, text + at);
    out->kind = CONDITION_COMPARE;
    if (value_parse(left, &out->left, err) != CATAPULT_STATUS_OK
        || value_parse(right, &out->right, err) != CATAPULT_STATUS_OK)
        return err->code;
    if (*out->sign == '=' && !out->right.with)
        out->half = half_place(right);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status take_phase(const char *word, struct condition *out, struct catapult_error *err)
{
    const char *names[CATAPULT_PHASE_COUNT + 1];
    for (int i = 0; i < CATAPULT_PHASE_COUNT; i++)
        names[i] = catapult_phase_name((enum catapult_phase)i);
    names[CATAPULT_PHASE_COUNT] = NULL;
    out->kind = CONDITION_PHASE;
    return catapult_settings_word("phase", word, names, &out->phase, err);
}

enum catapult_status condition_parse(const char *text, struct condition *out, struct catapult_error *err)
{
    char word[2 * WORD];
    *out = (struct condition){.model = -1};
    text += strspn(text, " ");
    if (strncmp(text, "not ", 4) == 0) {
        out->negated = true;
        text += 4 + strspn(text + 4, " ");
    }
    if (strlen(text) >= sizeof word)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.40s...' is too long", text);
    strcpy(word, text);
    for (size_t length = strlen(word); length > 0 && word[length - 1] == ' ';)
        word[--length] = '\0';
    const char *rest = word;
    out->model = take_model(&rest);
    if (strcmp(rest, "converged") == 0 || strcmp(rest, "diverged") == 0) {
        out->kind = *rest == 'c' ? CONDITION_CONVERGED : CONDITION_DIVERGED;
        return CATAPULT_STATUS_OK;
    }
    if (strncmp(rest, "phase ", 6) == 0)
        return take_phase(rest + 6 + strspn(rest + 6, " "), out, err);
    out->model = -1;
    return take_comparison(word, out, err);
}

/* --- values ------------------------------------------------------------------------------------------------- */

/* The index of a model in the run; -1 if it does not run. */
static int quantity_model_index(const struct run_view *run, int model)
{
    if (model < 0)
        return run->snapshot->models > 0 ? 0 : -1;
    for (int i = 0; i < run->snapshot->models; i++)
        if (run->snapshot->kind[i] == model)
            return i;
    return -1;
}

static double eta_crit(const struct run_view *run)
{
    return catapult_phase_eta_crit(run->snapshot->lambda_1, catapult_settings_threshold(run->settings));
}

static double peak(const struct catapult_history *history, bool step)
{
    double low, high;
    size_t t = 0;
    if (!catapult_history_range(history, CATAPULT_FIELD_TRAIN_LOSS, 0, history->length, &low, &high))
        return NAN;
    while (step && !(catapult_history_get(history, CATAPULT_FIELD_TRAIN_LOSS, t) == high))
        t++;
    return step ? (double)t : high;
}

static double quantity_of(const struct quantity *quantity, const struct run_view *run)
{
    static const int fields[QUANTITY_COUNT] = {
        [QUANTITY_ETA] = CATAPULT_FIELD_ETA,           [QUANTITY_CRIT] = CATAPULT_FIELD_ETA,
        [QUANTITY_LOSS] = CATAPULT_FIELD_TRAIN_LOSS,   [QUANTITY_TEST_LOSS] = CATAPULT_FIELD_TEST_LOSS,
        [QUANTITY_ACCURACY] = CATAPULT_FIELD_TRAIN_ACCURACY, [QUANTITY_TEST_ACCURACY] = CATAPULT_FIELD_TEST_ACCURACY,
        [QUANTITY_LAMBDA_1] = CATAPULT_FIELD_LAMBDA,   [QUANTITY_LAMBDA_2] = CATAPULT_FIELD_LAMBDA + 1,
        [QUANTITY_PI_1] = CATAPULT_FIELD_PI,           [QUANTITY_PI_2] = CATAPULT_FIELD_PI + 1,
        [QUANTITY_DISTANCE] = CATAPULT_FIELD_DISTANCE,
    };
    int model = quantity_model_index(run, quantity->model);
    if (model < 0)
        return NAN;
    const struct catapult_history *history = &run->histories[model];
    long t = quantity->at >= 0 ? quantity->at : run->snapshot->t;
    switch (quantity->kind) {
    case QUANTITY_STEP:
        return (double)t;
    case QUANTITY_ETA_CRIT:
        return eta_crit(run);
    case QUANTITY_PEAK:
    case QUANTITY_PEAK_STEP:
        return peak(history, quantity->kind == QUANTITY_PEAK_STEP);
    case QUANTITY_CRIT:
        return catapult_history_get(history, CATAPULT_FIELD_ETA, (size_t)t) / eta_crit(run);
    default:
        return catapult_history_get(history, fields[quantity->kind], (size_t)t);
    }
}

double value_of(const struct value *value, const struct run_view *run)
{
    if (!value->with)
        return value->number;
    double quantity = quantity_of(&value->quantity, run);
    return value->with == '/' ? value->number / quantity : value->number * quantity;
}

/* --- conditions --------------------------------------------------------------------------------------------- */

static bool compares(const struct condition *c, double left, double right)
{
    switch (*c->sign) {
    case '<':
        return c->sign[1] ? left <= right : left < right;
    case '>':
        return c->sign[1] ? left >= right : left > right;
    default: /* slightly more than half a unit: 4.285 rounds to 4.28 or 4.29 */
        return fabs(left - right) <= (c->right.with ? 1e-6 * fmax(fabs(left), fabs(right)) : c->half * (1 + 1e-9));
    }
}

static enum catapult_phase phase_now(const struct run_view *run, int model)
{
    return run->snapshot->diverged[model] ? CATAPULT_PHASE_DIVERGED : run->snapshot->now[model].phase;
}

bool condition_holds(const struct condition *c, const struct run_view *run)
{
    int model = quantity_model_index(run, c->model);
    if (model < 0)
        return false;
    bool diverged = run->snapshot->diverged[model], holds = diverged;
    if (c->kind == CONDITION_CONVERGED) {
        holds = !diverged && run->snapshot->now[model].train_loss < run->settings->stop.loss;
    } else if (c->kind == CONDITION_PHASE) {
        holds = (int)phase_now(run, model) == c->phase;
    } else if (c->kind == CONDITION_COMPARE) {
        double left = value_of(&c->left, run), right = value_of(&c->right, run);
        if (isnan(left) || isnan(right))
            return false;
        holds = compares(c, left, right);
    }
    return holds != c->negated;
}

/* --- text --------------------------------------------------------------------------------------------------- */

/* "0.367", "1432", "2.4e-5"; iterations are integers. */
static void number_text(double value, int digits, char *text, size_t size)
{
    char plain[48];
    if (value == 0 || (fabs(value) < 1e6 && value == floor(value))) {
        snprintf(text, size, "%.0f", value);
        return;
    }
    snprintf(plain, sizeof plain, "%.*e", digits - 1, value);
    char *e = strchr(plain, 'e');
    long exponent = 0;
    number_whole(e + 1, &exponent);
    *e = '\0';
    if (exponent < -3 || exponent > 5)
        snprintf(text, size, "%.40se%ld", plain, exponent);
    else
        snprintf(text, size, "%.*f", digits - 1 > exponent ? (int)(digits - 1 - exponent) : 0, value);
}

static void put_quantity(const struct quantity *quantity, const struct run_view *run, char *text, size_t size)
{
    char number[64], at[32] = "";
    if (quantity->at >= 0)
        snprintf(at, sizeof at, "@%ld", quantity->at);
    double value = quantity_of(quantity, run);
    if (isfinite(value))
        number_text(value, 6, number, sizeof number);
    else
        snprintf(number, sizeof number, isnan(value) ? "not there" : "infinite");
    snprintf(text, size, "%s%s%s%s %s", quantity->model < 0 ? "" : catapult_model_name(quantity->model),
             quantity->model < 0 ? "" : ".", quantities[quantity->kind].word, at, number);
}

void condition_measured(const struct condition *c, const struct run_view *run, char *text, size_t size)
{
    char right[160];
    int model = quantity_model_index(run, c->model);
    if (c->kind != CONDITION_COMPARE) {
        double loss = model < 0 ? NAN : run->snapshot->now[model].train_loss;
        snprintf(text, size, "(%s, loss %.6g)",
                 model < 0 ? "no such model" : catapult_phase_name(phase_now(run, model)), loss);
        return;
    }
    *text = '\0';
    if (c->left.with)
        put_quantity(&c->left.quantity, run, text, size);
    if (c->right.with) {
        put_quantity(&c->right.quantity, run, right, sizeof right);
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s", used ? ", " : "", right);
    }
}

/* Parses "{VALUE:DIGITS}" at text.  Returns its length; 0 with err set if it is malformed. */
static size_t take_figure(const char *text, struct value *value, int *digits, struct catapult_error *err)
{
    char word[WORD];
    size_t length = strcspn(text, "}");
    if (!text[length] || length >= WORD) {
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.40s' has no closing brace", text);
        return 0;
    }
    snprintf(word, sizeof word, "%.*s", (int)length - 1, text + 1);
    char *colon = strchr(word, ':');
    long wanted = DIGITS;
    if (colon)
        *colon = '\0';
    if (colon && (!number_whole(colon + 1, &wanted) || wanted < 1 || wanted > DIGITS_MAX)) {
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "'%.40s': 1 to %d digits must follow the colon", text,
                           DIGITS_MAX);
        return 0;
    }
    *digits = (int)wanted;
    return value_parse(word, value, err) == CATAPULT_STATUS_OK ? length + 1 : 0;
}

enum catapult_status quantity_check(const char *text, struct catapult_error *err)
{
    struct value value;
    int digits;
    while ((text = strchr(text, '{'))) {
        size_t length = text[1] == '{' ? 2 : take_figure(text, &value, &digits, err);
        if (!length)
            return err->code;
        text += length;
    }
    return CATAPULT_STATUS_OK;
}

int quantity_fill(const char *text, const struct run_view *run, char *out, size_t size)
{
    size_t used = 0;
    int missing = 0;
    while (*text && used + 1 < size) {
        char figure[64] = "...";
        struct value value;
        struct catapult_error err;
        int digits;
        size_t length = *text == '{' && text[1] != '{' ? take_figure(text, &value, &digits, &err) : 0;
        if (!length) {
            out[used++] = *text;
            text += *text == '{' && text[1] == '{' ? 2 : 1;
            continue;
        }
        double number = run ? value_of(&value, run) : NAN;
        if (isfinite(number))
            number_text(number, digits, figure, sizeof figure);
        else
            missing++;
        used += (size_t)snprintf(out + used, size - used, "%s", figure);
        text += length;
    }
    out[used < size ? used : size - 1] = '\0';
    return missing;
}
