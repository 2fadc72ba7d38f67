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

/* A value in the comment line, in double quotes unless it is one plain word. */
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

void catapult_export_settings(FILE *out, const struct catapult_settings *settings)
{
    char blas[CATAPULT_MACHINE_BLAS_WORD];
    fprintf(out, "# catapult " PACKAGE_VERSION " preset=");
    write_value(out, settings->name);
    fprintf(out, " blas=%s", catapult_machine_blas_word(blas));
    for (size_t i = 0; i < catapult_settings_count; i++) {
        char text[VALUE_TEXT];
        catapult_settings_get(settings, &catapult_settings_table[i], text, sizeof text);
        fprintf(out, " %s=", catapult_settings_table[i].key);
        write_value(out, text);
    }
}

void catapult_export_heading(FILE *out, const struct catapult_settings *settings)
{
    catapult_export_heading_of(out, settings, NULL);
}

void catapult_export_heading_of(FILE *out, const struct catapult_settings *settings, const char *command)
{
    catapult_export_settings(out, settings);
    if (command && *command) {
        fputs(" command=", out);
        write_value(out, command);
    }
    fprintf(out, "\nmodel,step,eta,train_loss,test_loss,train_accuracy,test_accuracy");
    for (int k = 1; k <= settings->spectrum.top; k++)
        fprintf(out, ",lambda_%d", k);
    for (int k = 1; k <= settings->spectrum.top; k++)
        fprintf(out, ",pi_%d", k);
    fprintf(out, ",distance,phase");
    for (int k = 1; k <= settings->spectrum.top; k++)
        fprintf(out, ",overlap_%d", k);
    fprintf(out, ",sharpness,outcome\n");
}

void catapult_export_row(FILE *out, int top, enum catapult_model_kind kind, long step, double eta,
                         const struct catapult_measure *m, const struct catapult_outcome *outcome)
{
    char text[CATAPULT_OUTCOME_TEXT];
    fprintf(out, "%s,%ld,%.17g", catapult_model_name((int)kind), step, eta);
    if (isnan(m->train_loss))
        fputs(",nan", out); /* printf might write "-nan" */
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
    fprintf(out, ",%s", catapult_phase_name(m->phase));
    for (int k = 0; k < top; k++)
        number_field(out, m->overlap[k]);
    number_field(out, m->sharpness);
    fprintf(out, ",%s\n", catapult_outcome_text(outcome, text));
}

static void write_history_rows(FILE *out, const struct catapult_settings *settings, const struct catapult_history *histories,
                               const int *kinds, int models)
{
    size_t length = 0;
    struct catapult_outcome outcome[CATAPULT_MODEL_COUNT];
    struct catapult_outcome_rules rules = catapult_outcome_rules_of(settings);
    for (int i = 0; i < models; i++) {
        length = histories[i].length > length ? histories[i].length : length;
        catapult_outcome_init(&outcome[i], &rules);
    }
    for (size_t row = 0; row < length; row++)
        for (int i = 0; i < models; i++) {
            struct catapult_measure measure;
            if (row >= histories[i].length
                || (row > 0
                    && catapult_history_get(&histories[i], CATAPULT_FIELD_PHASE, row - 1)
                           == (double)CATAPULT_PHASE_DIVERGED))
                continue;
            double eta = catapult_history_get(&histories[i], CATAPULT_FIELD_ETA, row);
            catapult_history_row(&histories[i], row, &measure);
            catapult_outcome_push(&outcome[i], &measure, eta);
            catapult_export_row(out, settings->spectrum.top, (enum catapult_model_kind)kinds[i], (long)row, eta,
                                &measure, &outcome[i]);
        }
}

void catapult_export_histories(FILE *out, const struct catapult_settings *settings,
                               const struct catapult_history *histories, const int *kinds, int models,
                               const char *command)
{
    catapult_export_heading_of(out, settings, command);
    write_history_rows(out, settings, histories, kinds, models);
}

enum catapult_status catapult_export_csv(const char *path, const struct catapult_settings *settings,
                                         const struct catapult_history *histories, const int *kinds, int models,
                                         const char *command, struct catapult_error *err)
{
    struct outfile *file;
    if (outfile_open(&file, path, err) != CATAPULT_STATUS_OK)
        return err ? err->code : CATAPULT_STATUS_IO;
    catapult_export_histories(outfile_stream(file), settings, histories, kinds, models, command);
    return outfile_commit(file, err);
}
