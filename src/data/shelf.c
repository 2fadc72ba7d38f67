/* shelf.c - see shelf.h. */
#include "data/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/source_tree.h"

enum { FOLDERS_MAX = 4 };

const struct shelf shelf_presets = {.noun = "preset", .below = "presets", .ending = ".conf", .list = "catapult list",
                                    .installed = PRESETDIR};
const struct shelf shelf_lessons = {.noun = "lesson", .below = "lessons", .ending = ".lesson",
                                    .list = "catapult play --list", .installed = LESSONDIR};

struct folders {
    int count;
    char path[FOLDERS_MAX][SHELF_PATH];
};

static void shelf_add(struct folders *folders, const char *base, const char *below, const char *last)
{
    char *path = folders->path[folders->count];
    if (base && snprintf(path, SHELF_PATH, "%s%s%s", base, below, last) < SHELF_PATH)
        folders->count++;
}

/* In search order: the given folder, the user's, the source tree's if there is one, the installed one. */
static void shelf_search_order(const struct shelf *shelf, const char *first, struct folders *folders)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char tree[SHELF_PATH];
    folders->count = 0;
    shelf_add(folders, first, "", "");
    if (config && *config == '/') /* the XDG specification: ignore a relative path */
        shelf_add(folders, config, "/catapult/", shelf->below);
    else if (home && *home == '/')
        shelf_add(folders, home, "/.config/catapult/", shelf->below);
    if (source_tree(tree, sizeof tree))
        shelf_add(folders, tree, "/", shelf->below);
    shelf_add(folders, shelf->installed, "", "");
}

bool shelf_is_path(const struct shelf *shelf, const char *name)
{
    size_t length = strlen(name), ending = strlen(shelf->ending);
    return strchr(name, '/') || (length > ending && strcmp(name + length - ending, shelf->ending) == 0);
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool find_by_name(const struct shelf *shelf, const char *name, const char *first, char path[SHELF_PATH])
{
    struct folders folders;
    shelf_search_order(shelf, first, &folders);
    for (int i = 0; i < folders.count; i++) {
        int length = snprintf(path, SHELF_PATH, "%s/%s%s", folders.path[i], name, shelf->ending);
        if (length < SHELF_PATH && is_file(path))
            return true;
    }
    return false;
}

/* The file with the most similar name; false if none is similar. */
static bool nearest(const struct shelf *shelf, const char *name, const char *first, char near[CATAPULT_SETTING_TEXT])
{
    struct shelf_entry *entries;
    size_t count = shelf_list(shelf, first, &entries);
    if (count == (size_t)-1)
        return false;
    const char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        names[i] = entries[i].name;
    const char *found = names ? catapult_settings_nearest(name, names) : NULL;
    if (found)
        snprintf(near, CATAPULT_SETTING_TEXT, "%s", found);
    free(names);
    free(entries);
    return found;
}

static enum catapult_status no_such_path(const struct shelf *shelf, const char *name, const char *first, int reason,
                                         struct catapult_error *err)
{
    char base[CATAPULT_SETTING_TEXT], near[CATAPULT_SETTING_TEXT];
    const char *slash = strrchr(name, '/');
    snprintf(base, sizeof base, "%s", slash ? slash + 1 : name);
    if (shelf_is_path(shelf, base))
        base[strlen(base) - strlen(shelf->ending)] = '\0';
    if (*base && nearest(shelf, base, first, near))
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: %s (did you mean the %s '%.100s'?)", name,
                                  strerror(reason), shelf->noun, near);
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: %s", name, strerror(reason));
}

enum catapult_status shelf_find(const struct shelf *shelf, const char *name, const char *first, char path[SHELF_PATH],
                                struct catapult_error *err)
{
    struct stat info;
    char near[CATAPULT_SETTING_TEXT];
    if (!*name)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "the %s's name is empty", shelf->noun);
    if (shelf_is_path(shelf, name)) {
        if (stat(name, &info) != 0)
            return no_such_path(shelf, name, first, errno, err);
        if (snprintf(path, SHELF_PATH, "%s", name) >= SHELF_PATH)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.100s...: the path is too long", name);
        return CATAPULT_STATUS_OK;
    }
    if (find_by_name(shelf, name, first, path))
        return CATAPULT_STATUS_OK;
    if (is_file(name))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "no %s '%.100s' (for the file of that name write ./%.100s)", shelf->noun, name, name);
    if (nearest(shelf, name, first, near))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no %s '%.100s' (did you mean '%.100s'?)", shelf->noun,
                                  name, near);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no %s '%.100s' ('%s' shows them)", shelf->noun, name,
                              shelf->list);
}

struct listing {
    struct shelf_entry *entries;
    size_t count, capacity;
    bool no_memory;
};

static bool listed(const struct listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->count; i++)
        if (strcmp(listing->entries[i].name, name) == 0)
            return true;
    return false;
}

static void list_file(struct listing *listing, const struct shelf *shelf, const char *folder, const char *file)
{
    char name[CATAPULT_SETTING_TEXT];
    size_t ending = strlen(shelf->ending);
    if (!shelf_is_path(shelf, file) || *file == '.' || strlen(file) - ending >= sizeof name)
        return;
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - ending), file);
    if (listed(listing, name))
        return;
    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity ? 2 * listing->capacity : 16;
        struct shelf_entry *grown = realloc(listing->entries, capacity * sizeof *grown);
        if (!grown) {
            listing->no_memory = true;
            return;
        }
        listing->entries = grown;
        listing->capacity = capacity;
    }
    struct shelf_entry *entry = &listing->entries[listing->count];
    memset(entry, 0, sizeof *entry);
    memcpy(entry->name, name, sizeof name);
    if (snprintf(entry->path, sizeof entry->path, "%s/%s", folder, file) < SHELF_PATH && is_file(entry->path))
        listing->count++;
}

static void list_folder(struct listing *listing, const struct shelf *shelf, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *item = readdir(dir); item; item = readdir(dir))
        list_file(listing, shelf, folder, item->d_name);
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct shelf_entry *)a)->name, ((const struct shelf_entry *)b)->name);
}

size_t shelf_list(const struct shelf *shelf, const char *first, struct shelf_entry **out)
{
    struct folders folders;
    struct listing listing = {0};
    shelf_search_order(shelf, first, &folders);
    for (int i = 0; i < folders.count; i++)
        list_folder(&listing, shelf, folders.path[i]);
    *out = listing.entries;
    if (listing.no_memory) {
        free(listing.entries);
        *out = NULL;
        return (size_t)-1;
    }
    if (listing.count)
        qsort(listing.entries, listing.count, sizeof *listing.entries, by_name);
    return listing.count;
}
