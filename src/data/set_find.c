/* set_find.c - see set_find.h. */
#include "data/set_find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/fetch.h"
#include "data/known_set.h"
#include "data/source_tree.h"
#include "data/stream.h"

enum { PLACES_MAX = 8, PLACE_SHOWN = 90 };

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
