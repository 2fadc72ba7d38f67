/* reproduce.c - see reproduce.h. */
#include "tui/lab/reproduce.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The eta that the settings alone would give at a step. */
static double settings_eta_at(const struct catapult_settings *settings, const struct snapshot *snapshot, long step)
{
    double eta_max = snapshot->eta_max_kind == ETA_MAX_MEASURED ? snapshot->eta_max : NAN;
    return catapult_settings_eta_at(settings, step, snapshot->lambda_1, eta_max);
}

static bool as_planned(const struct catapult_settings *settings, const struct snapshot *snapshot,
                       const struct catapult_history *history)
{
    for (size_t t = 0; t < history->length; t++)
        if (catapult_history_get(history, CATAPULT_FIELD_ETA, t) != settings_eta_at(settings, snapshot, (long)t))
            return false;
    return true;
}

bool reproduce_settings(const struct catapult_settings *settings, const struct snapshot *snapshot,
                        const struct catapult_history *history, struct catapult_settings *out)
{
    *out = *settings;
    if (snapshot->models > 0)
        out->seed = snapshot->seed;
    if (!history || history->length == 0 || as_planned(settings, snapshot, history))
        return true;
    double eta = catapult_history_get(history, CATAPULT_FIELD_ETA, 0);
    out->eta = (struct catapult_lr){eta, CATAPULT_LR_PLAIN};
    out->n_schedule = out->warmup = 0;
    for (size_t t = 1; t < history->length; t++) {
        double next = catapult_history_get(history, CATAPULT_FIELD_ETA, t);
        if (next == eta)
            continue;
        if (out->n_schedule == CATAPULT_SCHEDULE_MAX)
            return false;
        out->schedule[out->n_schedule++] = (struct catapult_schedule_entry){.at = (long)t,
                                                                            .eta = {next, CATAPULT_LR_PLAIN}};
        eta = next;
    }
    return true;
}

static bool word_is_plain(const char *word)
{
    return *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+%@")];
}

static const char cut[] = " # and more, for which there is no room here";

static bool is_cut(const char *text)
{
    size_t length = strlen(text), tail = sizeof cut - 1;
    return length >= tail && strcmp(text + length - tail, cut) == 0;
}

static size_t quoted_length(const char *word)
{
    size_t length = 2;
    for (; *word; word++)
        length += *word == '\'' ? 4 : 1;
    return length;
}

void reproduce_add(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);
    bool plain = word_is_plain(word);
    if (is_cut(text))
        return;
    if (used + 1 + (plain ? strlen(word) : quoted_length(word)) + sizeof cut > size) {
        snprintf(text + used, size - used, "%s", cut); /* an incomplete word would change the command */
        return;
    }
    used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", plain ? word : "'");
    if (plain)
        return;
    for (; *word; word++)
        used += (size_t)snprintf(text + used, size - used, *word == '\'' ? "'\\''" : "%c", *word);
    snprintf(text + used, size - used, "'");
}

static void add_setting(const struct catapult_setting *row, const struct catapult_settings *of, char *text, size_t size)
{
    char value[4096], pair[4200];
    catapult_settings_get(of, row, value, sizeof value);
    snprintf(pair, sizeof pair, "%s=%s", row->key, value);
    reproduce_add(text, size, "--set");
    reproduce_add(text, size, pair);
}

size_t reproduce_command(const char *verb, const char *words, const struct catapult_settings *settings,
                         const struct catapult_settings *of, char *text, size_t size)
{
    snprintf(text, size, "catapult %s%s%s", verb, *words ? " " : "", words);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        char mine[4096], other[4096];
        catapult_settings_get(settings, &catapult_settings_table[i], mine, sizeof mine);
        catapult_settings_get(of, &catapult_settings_table[i], other, sizeof other);
        if (strcmp(mine, other) != 0)
            add_setting(&catapult_settings_table[i], of, text, size);
    }
    return strlen(text);
}
