/* summary.c - see summary.h.
 *
 *     # catapult VERSION preset=... etas=... seeds=...
 *     model,eta_asked,runs,diverged,eta_mean,eta_se,eta_over_crit_mean,eta_over_crit_se,best_test_loss_mean,...,
 *     n_diverged,n_dead,...
 *
 * eta_asked is the learning rate in the notation of --etas: with units of crit, eta itself differs by seed. */
#include "sweep/summary.h"

#include <fcntl.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/outfile.h"
#include "base/xalloc.h"
#include "sweep/job.h"
#include "sweep/journal.h"
#include "sweep/row.h"

enum { FIRST_FIELDS = 4, COUNT_FIELDS = FIRST_FIELDS + 2 * SWEEP_FIELDS,
       ALL_FIELDS = COUNT_FIELDS + CATAPULT_OUTCOME_COUNT };

/* value: (count).  mean = sum/count, error = sqrt(sum (x - mean)^2 / (count - 1) / count). */
static void average(const double *value, int count, double *mean, double *error)
{
    double sum = 0, square = 0;
    *mean = *error = NAN;
    for (int i = 0; i < count; i++)
        sum += value[i];
    if (count > 0)
        *mean = sum / count;
    for (int i = 0; i < count; i++)
        square += (value[i] - *mean) * (value[i] - *mean);
    if (count > 1 && isfinite(square))
        *error = sqrt(square / (count - 1) / count);
}

static void summary_mean(const struct sweep *sweep, const struct sweep_row *rows, const bool *have, int eta, int model,
                         double *value, struct sweep_mean *out)
{
    *out = (struct sweep_mean){.model = (enum catapult_model_kind)sweep->model[model], .asked = sweep->eta[eta]};
    for (int field = 0; field < SWEEP_FIELDS; field++) {
        int count = 0;
        for (int seed = 0; seed < sweep->seeds; seed++) {
            long job = ((long)seed * sweep->etas + eta) * sweep->models + model;
            bool loss = field == SWEEP_FINAL_TRAIN_LOSS; /* a loss that is not a number makes the mean not a number */
            if (have[job] && (loss || !isnan(rows[job].value[field])))
                value[count++] = rows[job].value[field];
            out->runs += field == 0 && have[job];
            out->diverged += field == 0 && have[job] && rows[job].phase == CATAPULT_PHASE_DIVERGED;
        }
        average(value, count, &out->mean[field], &out->error[field]);
    }
    for (int seed = 0; seed < sweep->seeds; seed++) {
        long job = ((long)seed * sweep->etas + eta) * sweep->models + model;
        if (have[job])
            out->outcomes[rows[job].outcome]++;
    }
}

void summary_make(const struct sweep *sweep, const struct sweep_row *rows, const bool *have,
                  struct sweep_summary *summary)
{
    double *value = xnew_array((size_t)sweep->seeds, sizeof *value);
    summary->count = 0;
    summary->mean = xnew_array((size_t)sweep->models * (size_t)sweep->etas, sizeof *summary->mean);
    for (int model = 0; model < sweep->models; model++)
        for (int eta = 0; eta < sweep->etas; eta++)
            summary_mean(sweep, rows, have, eta, model, value, &summary->mean[summary->count++]);
    free(value);
}

void sweep_summary_done(struct sweep_summary *summary)
{
    free(summary->mean);
    *summary = (struct sweep_summary){0};
}

/* --- the file ------------------------------------------------------------------------------------------------------- */

static void summary_write_line(FILE *out, const struct sweep_mean *mean)
{
    char asked[64], number[40];
    catapult_lr_format(&mean->asked, asked, sizeof asked);
    fprintf(out, "%s,%s,%d,%d", catapult_model_name((int)mean->model), asked, mean->runs, mean->diverged);
    for (int field = 0; field < SWEEP_FIELDS; field++) {
        row_number(mean->mean[field], number, sizeof number);
        fputs(number, out);
        row_number(mean->error[field], number, sizeof number);
        fputs(number, out);
    }
    for (int word = 0; word < CATAPULT_OUTCOME_COUNT; word++)
        fprintf(out, ",%d", mean->outcomes[word]);
    fputc('\n', out);
}

static void summary_write_names(FILE *out)
{
    fputs("model,eta_asked,runs,diverged", out);
    for (int field = 0; field < SWEEP_FIELDS; field++) {
        const char *name = sweep_field_name((enum sweep_field)field);
        fprintf(out, ",%s_mean,%s_se", name, name);
    }
    for (int word = 0; word < CATAPULT_OUTCOME_COUNT; word++)
        fprintf(out, ",n_%s", catapult_outcome_name((enum catapult_outcome_word)word));
    fputc('\n', out);
}

enum catapult_status summary_write(const char *folder, const struct sweep *sweep, const struct sweep_summary *summary,
                                   struct catapult_error *err)
{
    struct outfile *file;
    char *path = journal_path(folder, "summary.csv"), *comment = row_comment(sweep);
    enum catapult_status status = outfile_open(&file, path, err);
    if (status == CATAPULT_STATUS_OK) {
        fputs(comment, outfile_stream(file));
        summary_write_names(outfile_stream(file));
        for (size_t i = 0; i < summary->count; i++)
            summary_write_line(outfile_stream(file), &summary->mean[i]);
        status = outfile_commit(file, err);
    }
    free(path);
    free(comment);
    return status;
}

static bool parse_count(const char *text, int *out)
{
    long whole;
    if (!number_whole(text, &whole) || whole < 0 || whole > INT_MAX)
        return false;
    *out = (int)whole;
    return true;
}

static bool parse_line(char *line, struct sweep_mean *mean)
{
    char *field[ALL_FIELDS];
    if (row_split(line, field, ALL_FIELDS) != ALL_FIELDS)
        return false;
    int model = row_model(field[0]);
    mean->model = (enum catapult_model_kind)(model < 0 ? 0 : model);
    bool good = model >= 0 && catapult_lr_parse(field[1], &mean->asked, NULL) == CATAPULT_STATUS_OK
                && parse_count(field[2], &mean->runs) && parse_count(field[3], &mean->diverged);
    for (int i = 0; i < SWEEP_FIELDS; i++)
        good = good && number_of_field(field[FIRST_FIELDS + 2 * i], &mean->mean[i])
               && number_of_field(field[FIRST_FIELDS + 2 * i + 1], &mean->error[i]);
    for (int word = 0; word < CATAPULT_OUTCOME_COUNT; word++)
        good = good && parse_count(field[COUNT_FIELDS + word], &mean->outcomes[word]);
    return good;
}

static enum catapult_status summary_parse(const char *path, char *text, struct sweep_summary *summary,
                                          struct catapult_error *err)
{
    size_t lines = 1;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    summary->mean = xnew_array(lines, sizeof *summary->mean);
    for (size_t line = 1; *text; line++) {
        char *end = strchr(text, '\n');
        if (!end)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s:%zu: the line has no end", path, line);
        *end = '\0';
        if (line > 2 && !parse_line(text, &summary->mean[summary->count++]))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s:%zu: not a line of a sweep's summary", path,
                                      line);
        text = end + 1;
    }
    return CATAPULT_STATUS_OK;
}

enum catapult_status sweep_read_summary(const char *folder, struct sweep_summary *summary, struct catapult_error *err)
{
    char *path = journal_path(folder, "summary.csv"), *text = NULL;
    size_t size;
    struct catapult_error unread;
    *summary = (struct sweep_summary){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (file < 0)
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot read: %s", path, strerror(errno));
    else if (!(text = journal_text(file, path, &size, &unread)))
        status = catapult_error_set(err, unread.code, "%s", unread.text);
    if (file >= 0)
        close(file);
    if (text)
        status = summary_parse(path, text, summary, err);
    if (status != CATAPULT_STATUS_OK)
        sweep_summary_done(summary);
    free(text);
    free(path);
    return status;
}
