/* cmd_data.c - the known sets: where each is found, whether its files are the published ones, what is in it; and
 * `data get`, which downloads them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/data_get.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/known_set.h"
#include "data/checksum.h"

struct survey {
    const char *data_path;
    struct progress_line line;
    struct catapult_progress progress;
    bool bad; /* something is not as it should be */
};

/* Errors are part of the list. */
static void print_error(struct survey *survey, const char *what, const struct catapult_error *err)
{
    progress_line_done(&survey->line);
    printf("  %-8s %s\n", what, err->text);
    survey->bad = true;
}

static void print_file(struct survey *survey, const struct known_set *set, const struct set_place *place,
                       const struct known_file *file)
{
    char path[SET_PATH];
    struct set_sum sum;
    struct catapult_error err;
    if (set_file(set, place, file->name, path, &err) != CATAPULT_STATUS_OK) {
        printf("  %-8s %s is not there\n", "file", file->name);
        return;
    }
    if (set_sum(path, &sum, &survey->progress, &err) != CATAPULT_STATUS_OK) {
        print_error(survey, "file", &err);
        return;
    }
    enum set_verdict verdict = set_compare(file, &sum);
    const char *name = path + strlen(place->folder) + 1;
    progress_line_done(&survey->line);
    printf("  %-8s %s  %llu bytes%s  sha256 %s  %s\n", "file", name, (unsigned long long)sum.bytes,
           strcmp(name, file->name) == 0 ? "" : " unpacked", sum.sha256, set_verdict_text(verdict));
    survey->bad |= verdict == VERDICT_CHANGED;
}

static void print_counts(const struct known_set *set, const struct set_half *half, const char *name)
{
    size_t *count = calloc((size_t)set->classes, sizeof *count);
    for (size_t i = 0; count && i < half->rows; i++)
        count[half->label[i] - set->first_class]++;
    printf("  %-8s %zu examples of %d classes, %d to %d:", name, half->rows, set->classes, set->first_class,
           set->first_class + set->classes - 1);
    for (int k = 0; count && k < set->classes; k++)
        printf(" %zu", count[k]);
    printf("\n");
    free(count);
}

static void print_half(struct survey *survey, const struct known_set *set, const struct set_place *place,
                       enum set_half_kind which)
{
    struct set_half half;
    struct catapult_error err;
    const char *name = which == SET_TRAIN ? "train" : "test";
    if (!known_has(set, place, which)) {
        printf("  %-8s %s\n", name, set->rest ? "no file: test examples are drawn from the rest of the training file"
                                              : "no file: only data.test = 0 is possible");
        return;
    }
    enum catapult_status status = known_open(set, place, which, &half, &survey->progress, &err);
    progress_line_done(&survey->line);
    if (status == CATAPULT_STATUS_OK)
        print_counts(set, &half, name);
    else
        print_error(survey, name, &err);
    known_close(set, &half);
}

/* Returns whether the set was found. */
static bool print_set(struct survey *survey, const struct known_set *set)
{
    struct set_place place;
    struct catapult_error err;
    printf("%-8s   %s\n", set->name, set->title);
    if (known_built(set, &err) != CATAPULT_STATUS_OK
        || set_find(set, survey->data_path, &place, &err) != CATAPULT_STATUS_OK) {
        printf("  %-8s %s\n", "-", err.text);
        return false;
    }
    char folder[SET_PATH];
    printf("  %-8s %s%s\n", "folder", text_tame(strcpy(folder, place.folder)), place.piece ? " (comes with the program)" : "");
    for (const struct known_file *file = set->files; file->name && !progress_interrupted(); file++)
        print_file(survey, set, &place, file);
    for (int which = SET_TRAIN; which <= SET_TEST && !progress_interrupted(); which++)
        print_half(survey, set, &place, (enum set_half_kind)which);
    return true;
}

static int sets_known(void)
{
    int count = 0;
    while (known_sets[count])
        count++;
    return count;
}

static enum catapult_status find_set(const char *name, const struct known_set **set, struct catapult_error *err)
{
    const char **names = xnew_array((size_t)sets_known() + 1, sizeof *names);
    *set = NULL;
    for (int i = 0; known_sets[i] && !*set; i++) {
        names[i] = known_sets[i]->name;
        if (strcmp(names[i], name) == 0)
            *set = known_sets[i];
    }
    if (!*set) {
        char hint[CATAPULT_NEAREST_TEXT];
        const char *near = catapult_settings_nearest(name, names);
        catapult_error_set(err, CATAPULT_STATUS_USAGE, "no data set '%.60s'%s", name,
                           catapult_settings_hint(near, " ('catapult data' shows them)", hint));
    }
    free(names);
    return *set ? CATAPULT_STATUS_OK : CATAPULT_STATUS_USAGE;
}

struct data_options {
    const char *from, *timeout;
};

static const struct option_spec specs[] = {
    {.name = "from", .argument = "URL", .help = "get: download from a mirror, as URL/SET/FILE, instead of the publisher",
     .offset = offsetof(struct data_options, from)},
    {.name = "timeout", .argument = "SECONDS", .help = "get: give up when the server sends nothing for this long (default 30)",
     .offset = offsetof(struct data_options, timeout)},
    {.name = NULL},
};

/* Adds each set once, however often it is named. */
static void add_set(const struct known_set **named, int *found, const struct known_set *set)
{
    for (int i = 0; i < *found; i++)
        if (named[i] == set)
            return;
    named[(*found)++] = set;
}

/* words: names of sets; "all" (for get) means every set.  named has room for every known set. */
static enum catapult_status find_sets(const char *const *words, int count, bool all, const struct known_set **named,
                                      int *found, struct catapult_error *err)
{
    *found = 0;
    for (int i = 0; i < count; i++) {
        const struct known_set *set;
        bool every = all && strcmp(words[i], "all") == 0;
        for (int k = 0; every && known_sets[k]; k++)
            add_set(named, found, known_sets[k]);
        if (every)
            continue;
        if (find_set(words[i], &set, err) != CATAPULT_STATUS_OK)
            return err->code;
        add_set(named, found, set);
    }
    return CATAPULT_STATUS_OK;
}

static int survey_sets(const struct catapult_settings *settings, const struct known_set *const *named, int count)
{
    struct survey survey = {.data_path = settings->data.path};
    progress_line_init(&survey.line);
    survey.progress = progress_line_as(&survey.line);
    for (int i = 0; i < count && !progress_interrupted(); i++)
        survey.bad |= !print_set(&survey, named[i]);
    for (int i = 0; count == 0 && known_sets[i] && !progress_interrupted(); i++)
        print_set(&survey, known_sets[i]);
    if (progress_interrupted())
        return 128 + progress_interrupted();
    return survey.bad ? EXIT_CHECK_FAILED : EXIT_DONE;
}

/* Finds the sets that the words name; named has room for every known set. */
static int take_words(const struct options *options, const struct data_options *mine, bool get,
                      const struct known_set **named)
{
    struct catapult_settings settings;
    struct catapult_error err;
    int count;
    if (find_sets(options->words + get, options->n_words - get, get, named, &count, &err) != CATAPULT_STATUS_OK
        || options_settings(options, NULL, &settings, NULL, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    if (!get)
        return survey_sets(&settings, named, count);
    struct get_options how = {.from = mine->from, .timeout = mine->timeout, .data_path = settings.data.path};
    return count ? data_get(&how, named, count) : data_get_list();
}

static int data_run(int argc, char **argv)
{
    struct options options;
    struct data_options mine = {0};
    struct catapult_error err;
    int status = options_parse(&options, &command_data, &mine, argc, argv);
    if (status >= 0)
        return status;
    bool get = options.n_words > 0 && strcmp(options.words[0], "get") == 0;
    if (!get && (mine.from || mine.timeout)) {
        catapult_error_set(&err, CATAPULT_STATUS_USAGE, "--%s goes with 'data get'", mine.from ? "from" : "timeout");
        return cmd_fail(&err);
    }
    const struct known_set **named = xnew_array((size_t)sets_known(), sizeof *named);
    status = take_words(&options, &mine, get, named);
    free(named);
    return status;
}

const struct command command_data = {
    .name = "data",
    .args = "[get] [SET]...",
    .help = "List the published data sets and where each is found; get downloads them",
    .examples = "  catapult data\n"
                "  catapult data mnist\n"
                "  CATAPULT_DATA=~/sets catapult data\n"
                "  catapult data get                   # what can be downloaded\n",
    .options = specs,
    .words_max = OPTIONS_ANY,
    .run = data_run,
};
