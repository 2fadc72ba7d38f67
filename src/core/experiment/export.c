/* export.c - see export.h. */
#include <catapult/export.h>
#include <catapult/machine.h>

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/outfile.h"
#include "base/text.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "(unknown version)"
#endif

enum { VALUE_TEXT = 4096 };

/* A value in the comment: in double quotes where it is not one plain word. */
static void write_value(FILE *out, const char *text)
{
    char tame[VALUE_TEXT];
    snprintf(tame, sizeof tame, "%s", text);
    bool plain = *text && !text[strcspn(text, " \t\"\\;#")];
    if (!plain)
        fputc('"', out);
    for (text = text_tame(tame); *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    if (!plain)
        fputc('"', out);
}

void export_settings(FILE *out, const struct settings *settings)
{
    char blas[MACHINE_BLAS_WORD];
    fprintf(out, "# catapult " PACKAGE_VERSION " preset=");
    write_value(out, settings->name);
    fprintf(out, " blas=%s", machine_blas_word(blas));
    for (size_t i = 0; i < settings_count; i++) {
        char text[VALUE_TEXT];
        settings_get(settings, &settings_table[i], text, sizeof text);
        fprintf(out, " %s=", settings_table[i].key);
        write_value(out, text);
    }
}

void export_heading(FILE *out, const struct settings *settings)
{
    export_heading_of(out, settings, NULL);
}

void export_heading_of(FILE *out, const struct settings *settings, const char *command)
{
    export_settings(out, settings);
    if (command && *command) {
        fputs(" command=", out);
        write_value(out, command);
    }
    fprintf(out, "\nmodel,step,eta,train_loss,test_loss,train_accuracy,test_accuracy");
    for (int k = 1; k <= settings->spectrum.top; k++)
        fprintf(out, ",lambda_%d", k);
    for (int k = 1; k <= settings->spectrum.top; k++)
        fprintf(out, ",pi_%d", k);
    fprintf(out, ",distance,phase,outcome\n");
}

void export_row(FILE *out, int top, enum model_kind kind, long step, double eta, const struct measure *m,
                const struct outcome *outcome)
{
    char text[OUTCOME_TEXT];
    fprintf(out, "%s,%ld,%.17g", model_name((int)kind), step, eta);
    if (isnan(m->train_loss))
        fputs(",nan", out); /* without a sign, which NaN has none of */
    else
        fprintf(out, ",%.17g", m->train_loss);
    number_field(out, m->test_loss);
    number_field(out, m->train_accuracy);
    number_field(out, m->test_accuracy);
    for (int k = 0; k < top; k++)
        number_field(out, m->lambda[k]);
    for (int k = 0; k < top; k++)
        number_field(out, m->pi[k]);
    number_field(out, m->distance);
    fprintf(out, ",%s,%s\n", phase_name(m->phase), outcome_text(outcome, text));
}

static void write_rows(FILE *out, const struct settings *settings, const struct history *histories, const int *kinds, int models)
{
    size_t length = 0;
    struct outcome outcome[MODEL_COUNT];
    struct outcome_rules rules = outcome_rules_of(settings);
    for (int i = 0; i < models; i++) {
        length = histories[i].length > length ? histories[i].length : length;
        outcome_init(&outcome[i], &rules);
    }
    for (size_t row = 0; row < length; row++)
        for (int i = 0; i < models; i++) {
            struct measure measure;
            if (row >= histories[i].length
                || (row > 0 && history_get(&histories[i], FIELD_PHASE, row - 1) == (double)PHASE_DIVERGED))
                continue;
            double eta = history_get(&histories[i], FIELD_ETA, row);
            history_row(&histories[i], row, &measure);
            outcome_push(&outcome[i], &measure, eta);
            export_row(out, settings->spectrum.top, (enum model_kind)kinds[i], (long)row, eta, &measure, &outcome[i]);
        }
}

void export_histories(FILE *out, const struct settings *settings, const struct history *histories, const int *kinds,
                      int models, const char *command)
{
    export_heading_of(out, settings, command);
    write_rows(out, settings, histories, kinds, models);
}

enum status export_csv(const char *path, const struct settings *settings, const struct history *histories,
                       const int *kinds, int models, const char *command, struct error *err)
{
    struct outfile *file;
    if (outfile_open(&file, path, err) != STATUS_OK)
        return err ? err->code : STATUS_IO;
    export_histories(outfile_stream(file), settings, histories, kinds, models, command);
    return outfile_commit(file, err);
}
