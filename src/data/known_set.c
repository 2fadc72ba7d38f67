/* known_set.c - see known_set.h. */
#include "data/known_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/allowed.h"
#include "base/xalloc.h"
#include "data/fetch.h"
#include "data/search_path.h"
#include "data/source.h"
#include "data/stream.h"

enum { HINT_TEXT = 300, PLACES_MAX = 8, PLACE_SHOWN = 90 };

/* --- finding its files ---------------------------------------------------------------------------------------- */

struct set_places {
    int count;
    struct set_place place[PLACES_MAX];
};

static void place_add(struct set_places *places, const char *base, const char *below, const char *name, bool piece)
{
    struct set_place *place = &places->place[places->count];
    place->piece = piece;
    if (snprintf(place->folder, SET_PATH, "%s%s%s", base, below, name) < SET_PATH)
        places->count++;
}

/* The XDG specification: ignore relative paths. */
void set_user_folder(const char *name, char *folder, size_t size)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    *folder = '\0';
    if (data && *data == '/')
        snprintf(folder, size, "%s/catapult/%s", data, name);
    else if (home && *home == '/')
        snprintf(folder, size, "%s/.local/share/catapult/%s", home, name);
}

/* If data.path does not hold the set, that is an error: other data must not be used instead. */
static void set_search_order(const char *name, const char *path, struct set_places *places)
{
    const char *data = getenv("CATAPULT_DATA");
    char user[SET_PATH], tree[SET_PATH];
    places->count = 0;
    if (*path) {
        place_add(places, path, "", "", false);
        place_add(places, path, "/", name, false);
        return;
    }
    if (data && *data) {
        place_add(places, data, "/", name, false);
        place_add(places, data, "", "", false);
    }
    set_user_folder(name, user, sizeof user);
    if (*user)
        place_add(places, user, "", "", false);
    if (source_tree(tree, sizeof tree))
        place_add(places, tree, "/data/", name, true);
    place_add(places, DATADIR, "/", name, true);
}

static bool has_file(const char *folder, const char *file, const char *ending, char path[SET_PATH])
{
    struct stat info;
    return snprintf(path, SET_PATH, "%s/%s%s", folder, file, ending) < SET_PATH && stat(path, &info) == 0;
}

static bool set_has(const struct known_set *set, const char *folder, const char *file, char path[SET_PATH])
{
    return has_file(folder, file, "", path) || (set->packed && has_file(folder, file, ".gz", path));
}

/* The names of the files, and where they belong. */
static size_t wanted_text(const struct known_set *set, const char *path, char *text, size_t size)
{
    char user[SET_PATH];
    size_t used = 0;
    set_user_folder(set->name, user, sizeof user);
    for (int i = 0; set->files[i].name && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", set->files[i].name);
    if (used < size && set->packed)
        used += (size_t)snprintf(text + used, size - used, " (or .gz)");
    bool several = set->files[1].name;
    if (used < size && *path)
        used += (size_t)snprintf(text + used, size - used, " %s not where data.path says", several ? "are" : "is");
    else if (used < size)
        used += (size_t)snprintf(text + used, size - used, " %s into %s", several ? "belong" : "belongs",
                                 *user ? path_shown(user) : "the folder that CATAPULT_DATA names");
    if (used < size && !*path && set->downloads && fetch_built())
        used += (size_t)snprintf(text + used, size - used, " ('catapult data get %s' fetches %s)", set->name,
                                 several ? "them" : "it");
    return used;
}

/* What to do comes first; the list of places comes last because it may be truncated. */
static enum catapult_status not_found(const struct known_set *set, const struct set_places *places, const char *path,
                                      struct catapult_error *err)
{
    char text[420];
    size_t used = wanted_text(set, path, text, sizeof text);
    for (int i = 0; i < places->count && used < sizeof text; i++) {
        const char *folder = places->place[i].folder;
        size_t length = strlen(folder);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "; looked in ",
                                 length > PLACE_SHOWN ? folder + length - PLACE_SHOWN : folder);
    }
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data set %s not found: %s", set->name, text);
}

enum catapult_status set_find(const struct known_set *set, const char *data_path, struct set_place *place,
                              struct catapult_error *err)
{
    struct set_places places;
    char path[SET_PATH];
    set_search_order(set->name, data_path, &places);
    for (int i = 0; i < places.count; i++)
        if (set_has(set, places.place[i].folder, set->files[0].name, path)) {
            *place = places.place[i];
            return CATAPULT_STATUS_OK;
        }
    return not_found(set, &places, data_path, err);
}

enum catapult_status set_file(const struct known_set *set, const struct set_place *place, const char *file,
                              char path[SET_PATH], struct catapult_error *err)
{
    if (set_has(set, place->folder, file, path))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s%s is missing there", path_shown(place->folder), file,
                              set->packed ? " (or .gz)" : "");
}

void set_hint(const char *name, const struct set_place *place, char *text, size_t size)
{
    char user[SET_PATH];
    set_user_folder(name, user, sizeof user);
    *text = '\0';
    if (place->piece)
        snprintf(text, size, " (a small piece; the whole set belongs into %s)",
                 *user ? path_shown(user) : "the folder that CATAPULT_DATA names");
}

/* --- loading it -------------------------------------------------------------------------------------------------- */

enum catapult_status known_built(const struct known_set *set, struct catapult_error *err)
{
    if (!set->needs)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(
        err, CATAPULT_STATUS_INPUT,
        "data set %s: this program was built without its reader (install %s, then configure and build "
        "again)",
        set->name, set->needs);
}

static const char *first_file(const struct known_set *set, enum set_half_kind which)
{
    for (const struct known_file *file = set->files; file->name; file++)
        if (file->half == which || file->half == SET_BOTH)
            return file->name;
    return "";
}

bool known_has(const struct known_set *set, const struct set_place *place, enum set_half_kind which)
{
    char path[SET_PATH];
    return set_file(set, place, first_file(set, which), path, NULL) == CATAPULT_STATUS_OK;
}

enum catapult_status known_open(const struct known_set *set, const struct set_place *place, enum set_half_kind which,
                                struct set_half *half, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    *half = (struct set_half){
        .task = which == SET_TEST ? "reading test examples" : "reading training examples"};
    return set->open(place, which, half, progress, err);
}

void known_close(const struct known_set *set, struct set_half *half)
{
    if (set->close && half->reader)
        set->close(half);
    free(half->label);
    *half = (struct set_half){0};
}

enum catapult_status known_labels(struct set_half *half, size_t rows, struct catapult_error *err)
{
    enum catapult_status status = memory_check((double)rows * sizeof *half->label, half->name, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    half->rows = rows;
    half->label = try_array(rows, sizeof *half->label);
    if (!half->label)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for %zu labels", half->name, rows);
    return CATAPULT_STATUS_OK;
}

/* State while loading a set. */
struct loading {
    const struct known_set *set;
    const struct catapult_settings *settings;
    struct set_place place;
    struct catapult_int_list classes; /* the classes wanted: those of the settings, or all */
    bool rest;               /* test examples come from the training half */
    struct set_half half[2];
    struct pick pick[2];
};

static enum catapult_status wanted_classes(const struct known_set *set, const struct catapult_settings *settings,
                                           struct catapult_int_list *classes, struct catapult_error *err)
{
    int last = set->first_class + set->classes - 1;
    *classes = settings->data.classes;
    if (classes->count == 0)
        for (; classes->count < set->classes; classes->count++)
            classes->value[classes->count] = set->first_class + classes->count;
    for (int k = 0; k < classes->count; k++)
        if (classes->value[k] < set->first_class || classes->value[k] > last)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "data.classes: %s has the classes %d to %d, not %d",
                                      set->name, set->first_class, last, classes->value[k]);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status loading_begin(struct loading *l, const struct known_set *set,
                                          const struct catapult_settings *settings, struct catapult_error *err)
{
    *l = (struct loading){.set = set, .settings = settings};
    enum catapult_status status = known_built(set, err);
    if (status == CATAPULT_STATUS_OK)
        status = wanted_classes(set, settings, &l->classes, err);
    if (status == CATAPULT_STATUS_OK)
        status = set_find(set, settings->data.path, &l->place, err);
    if (status == CATAPULT_STATUS_OK)
        l->rest = set->rest && settings->data.test > 0 && !known_has(set, &l->place, SET_TEST);
    return status;
}

static void loading_done(struct loading *l)
{
    for (int which = SET_TRAIN; which <= SET_TEST; which++) {
        known_close(l->set, &l->half[which]);
        pick_done(&l->pick[which]);
    }
}

static void make_hint(const struct loading *l, char hint[HINT_TEXT])
{
    set_hint(l->set->name, &l->place, hint, HINT_TEXT);
    if (l->rest && !*hint)
        snprintf(hint, HINT_TEXT, " (the test examples too come from this file: there is no %s)",
                 first_file(l->set, SET_TEST));
}

static enum catapult_status known_draw(struct loading *l, enum set_half_kind which, struct catapult_error *err)
{
    char hint[HINT_TEXT];
    const struct set_half *half = &l->half[which];
    make_hint(l, hint);
    struct candidates set = {
        .name = half->name, .hint = hint, .rows = half->rows, .label = half->label, .classes = &l->classes};
    if (l->rest)
        return pick_both(l->settings, &set, &l->pick[SET_TRAIN], &l->pick[SET_TEST], err);
    return which == SET_TRAIN ? pick_train(l->settings, &set, &l->pick[which], err)
                              : pick_test(l->settings, &set, &l->pick[which], err);
}

static enum catapult_status known_same_shape(const struct set_half *train, const struct set_half *test,
                                             struct catapult_error *err)
{
    const size_t *a = train->image, *b = test->image;
    if (a[0] == b[0] && a[1] == b[1] && a[2] == b[2])
        return CATAPULT_STATUS_OK;
    if (a[0] == b[0])
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%s: images of %zu x %zu pixels, those for training have %zu x %zu", test->name, b[1],
                                  b[2], a[1], a[2]);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: images of %zu channels, those for training have %zu",
                              test->name, b[0], a[0]);
}

static enum catapult_status open_halves(struct loading *l, const struct catapult_progress *progress,
                                        struct catapult_error *err)
{
    enum catapult_status status = known_open(l->set, &l->place, SET_TRAIN, &l->half[SET_TRAIN], progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = known_draw(l, SET_TRAIN, err);
    if (status != CATAPULT_STATUS_OK || l->rest || l->settings->data.test == 0)
        return status;
    status = known_open(l->set, &l->place, SET_TEST, &l->half[SET_TEST], progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = known_draw(l, SET_TEST, err);
    return status == CATAPULT_STATUS_OK ? known_same_shape(&l->half[SET_TRAIN], &l->half[SET_TEST], err) : status;
}

static enum catapult_status known_fill(struct loading *l, struct catapult_dataset *data,
                                       const struct catapult_progress *progress, struct catapult_error *err)
{
    struct set_half *train = &l->half[SET_TRAIN], *test = l->rest ? train : &l->half[SET_TEST];
    data->labels = true;
    memcpy(data->image, train->image, sizeof data->image);
    pick_targets(&l->classes, &l->pick[SET_TRAIN], train->label, data->y);
    pick_targets(&l->classes, &l->pick[SET_TEST], test->label, data->y_test);
    enum catapult_status status = l->set->read(train, &l->pick[SET_TRAIN], data->x, progress, err);
    if (status == CATAPULT_STATUS_OK && data->n_test)
        status = l->set->read(test, &l->pick[SET_TEST], data->x_test, progress, err);
    if (status == CATAPULT_STATUS_OK && l->set->finish)
        l->set->finish(data);
    return status;
}

enum catapult_status known_load(const struct known_set *set, const struct catapult_settings *settings,
                                struct catapult_dataset **out, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    struct loading *l = xnew_array(1, sizeof *l); /* allocated: the paths make it large */
    enum catapult_status status = loading_begin(l, set, settings, err);
    *out = NULL;
    if (status == CATAPULT_STATUS_OK)
        status = open_halves(l, progress, err);
    if (status == CATAPULT_STATUS_OK)
        status = catapult_dataset_new(out, l->pick[SET_TRAIN].count, l->pick[SET_TEST].count, l->half[SET_TRAIN].d,
                                      pick_outputs(&l->classes), err);
    if (status == CATAPULT_STATUS_OK)
        status = known_fill(l, *out, progress, err);
    if (status != CATAPULT_STATUS_OK) {
        catapult_dataset_free(*out);
        *out = NULL;
    }
    loading_done(l);
    free(l);
    return status;
}

enum catapult_status known_sizes(const struct known_set *set, const struct catapult_settings *settings,
                                 struct source_sizes *out, struct catapult_error *err)
{
    struct loading *l = xnew_array(1, sizeof *l);
    struct set_half *train = &l->half[SET_TRAIN];
    enum catapult_status status = loading_begin(l, set, settings, err);
    if (status == CATAPULT_STATUS_OK)
        status = set->shape(&l->place, SET_TRAIN, train, err);
    if (status == CATAPULT_STATUS_OK) {
        out->d = train->d;
        memcpy(out->image, train->image, sizeof out->image);
        out->outputs = pick_outputs(&l->classes);
    }
    if (status == CATAPULT_STATUS_OK && l->rest)
        snprintf(out->note, sizeof out->note, "test examples are drawn from the rest of %s: there is no %s",
                 first_file(set, SET_TRAIN), first_file(set, SET_TEST));
    loading_done(l);
    free(l);
    return status;
}
