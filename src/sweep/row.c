/* row.c - see row.h. */
#include "sweep/row.h"

#include <catapult/export.h>

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

/* The columns in their documented order; model, seed, phase and outcome are not in value[]. */
enum { COLUMN_MODEL = -1, COLUMN_SEED = -2, COLUMN_PHASE = -3, COLUMN_OUTCOME = -4 };
static const int columns[ROW_FIELDS] = {
    COLUMN_MODEL, SWEEP_ETA, SWEEP_ETA_OVER_CRIT, COLUMN_SEED, SWEEP_BEST_TEST_LOSS, SWEEP_BEST_TEST_ACCURACY,
    SWEEP_BEST_STEP, SWEEP_FINAL_TRAIN_LOSS, SWEEP_PEAK_TRAIN_LOSS, SWEEP_LAMBDA_1_FIRST, SWEEP_LAMBDA_1_LAST,
    SWEEP_STEPS, COLUMN_PHASE, COLUMN_OUTCOME, SWEEP_SPIKES, SWEEP_CROSSED_STEP, SWEEP_PEAK_STEP,
    SWEEP_FINAL_TEST_LOSS, SWEEP_LAMBDA_1_MAX, SWEEP_SHARPNESS_MAX,
};

static const char *column_name(int column)
{
    switch (column) {
    case COLUMN_MODEL:
        return "model";
    case COLUMN_SEED:
        return "seed";
    case COLUMN_PHASE:
        return "phase";
    case COLUMN_OUTCOME:
        return "outcome";
    }
    return sweep_field_name((enum sweep_field)column);
}

size_t row_number(double value, char *text, size_t size)
{
    return (size_t)(isnan(value) ? snprintf(text, size, ",") : snprintf(text, size, ",%.17g", value));
}

size_t row_format(const struct sweep_row *row, char text[ROW_TEXT])
{
    size_t length = 0;
    char word[CATAPULT_OUTCOME_TEXT];
    for (int i = 0; i < ROW_FIELDS; i++) {
        char *to = text + length;
        size_t left = ROW_TEXT - length;
        if (columns[i] == COLUMN_MODEL)
            length += (size_t)snprintf(to, left, "%s", catapult_model_name((int)row->model));
        else if (columns[i] == COLUMN_SEED)
            length += (size_t)snprintf(to, left, ",%d", row->seed);
        else if (columns[i] == COLUMN_PHASE)
            length += (size_t)snprintf(to, left, ",%s", catapult_phase_name(row->phase));
        else if (columns[i] == COLUMN_OUTCOME)
            length += (size_t)snprintf(to, left, ",%s", catapult_outcome_format(row->outcome, row->period, word));
        else if (columns[i] == SWEEP_FINAL_TRAIN_LOSS && isnan(row->value[columns[i]]))
            length += (size_t)snprintf(to, left, ",nan"); /* always written, even if it is not a number */
        else
            length += row_number(row->value[columns[i]], to, left);
    }
    length += (size_t)snprintf(text + length, ROW_TEXT - length, "\n");
    return length;
}

int row_split(char *line, char **field, int most)
{
    int count = 0;
    for (;; line++) {
        if (count < most)
            field[count] = line;
        count++;
        line += strcspn(line, ",");
        if (!*line)
            return count;
        *line = '\0';
    }
}

int row_model(const char *name)
{
    for (int kind = 0; kind < CATAPULT_MODEL_COUNT; kind++)
        if (strcmp(name, catapult_model_name(kind)) == 0)
            return kind;
    return -1;
}

static int phase_of_name(const char *name)
{
    for (int phase = 0; phase < CATAPULT_PHASE_COUNT; phase++)
        if (strcmp(name, catapult_phase_name((enum catapult_phase)phase)) == 0)
            return phase;
    return -1;
}

static bool is_outcome(const char *text, enum catapult_outcome_word word, int period)
{
    char written[CATAPULT_OUTCOME_TEXT];
    return strcmp(text, catapult_outcome_format(word, period, written)) == 0;
}

static bool parse_outcome(const char *text, struct sweep_row *row)
{
    for (int word = 0; word < CATAPULT_OUTCOME_COUNT; word++) {
        bool periodic = word == CATAPULT_OUTCOME_PERIODIC;
        row->outcome = (enum catapult_outcome_word)word;
        for (row->period = periodic ? 2 : 0; row->period <= (periodic ? CATAPULT_OUTCOME_PERIOD_MAX : 0); row->period++)
            if (is_outcome(text, row->outcome, row->period))
                return true;
    }
    return false;
}

static bool parse_field(int column, const char *text, struct sweep_row *row)
{
    long whole;
    int word;
    switch (column) {
    case COLUMN_MODEL:
        word = row_model(text);
        row->model = (enum catapult_model_kind)(word < 0 ? 0 : word);
        return word >= 0;
    case COLUMN_SEED:
        if (!number_whole(text, &whole) || whole < 0 || whole > INT_MAX)
            return false;
        row->seed = (int)whole;
        return true;
    case COLUMN_PHASE:
        word = phase_of_name(text);
        row->phase = (enum catapult_phase)(word < 0 ? 0 : word);
        return word >= 0;
    case COLUMN_OUTCOME:
        return parse_outcome(text, row);
    }
    return number_of_field(text, &row->value[column]);
}

enum catapult_status row_parse(const char *line, struct sweep_row *row, struct catapult_error *err)
{
    char copy[ROW_TEXT], *field[ROW_FIELDS];
    if (strlen(line) >= sizeof copy)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no row of a sweep: %zu bytes long", strlen(line));
    strcpy(copy, line);
    int count = row_split(copy, field, ROW_FIELDS);
    if (count != ROW_FIELDS)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no row of a sweep: %d fields instead of %d", count,
                                  ROW_FIELDS);
    memset(row, 0, sizeof *row);
    for (int i = 0; i < ROW_FIELDS; i++)
        if (!parse_field(columns[i], field[i], row))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no row of a sweep: %s is '%.60s'",
                                      column_name(columns[i]), field[i]);
    return CATAPULT_STATUS_OK;
}

/* --- the heading -------------------------------------------------------------------------------------------------- */

static void write_comment(FILE *out, const struct sweep *sweep)
{
    catapult_export_settings(out, &sweep->settings);
    for (int i = 0; i < sweep->etas; i++) {
        char text[64];
        catapult_lr_format(&sweep->eta[i], text, sizeof text);
        fprintf(out, "%s%s", i ? "," : " etas=", text);
    }
    fprintf(out, " seeds=%d\n", sweep->seeds);
}

static void row_write_names(FILE *out)
{
    for (int i = 0; i < ROW_FIELDS; i++)
        fprintf(out, "%s%s", i ? "," : "", column_name(columns[i]));
    fputc('\n', out);
}

static char *heading(const struct sweep *sweep, bool names)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return xnew_array(1, 1);
    write_comment(out, sweep);
    if (names)
        row_write_names(out);
    fclose(out);
    return text;
}

char *row_heading(const struct sweep *sweep)
{
    return heading(sweep, true);
}

char *row_comment(const struct sweep *sweep)
{
    return heading(sweep, false);
}
