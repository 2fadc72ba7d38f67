/* search_path.c - see search_path.h. */
#include "data/search_path.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_MAX = 4 };

const struct search_path search_presets = {.noun = "preset", .below = "presets", .ending = ".conf", .list = "catapult list",
                                    .installed = PRESETDIR};
const struct search_path search_lessons = {.noun = "lesson", .below = "lessons", .ending = ".lesson",
                                    .list = "catapult play --list", .installed = LESSONDIR};

/* --- the source tree --------------------------------------------------------------------------------------------- */

static const char marker[] = "/catapult-source";

/* The path of the marker file, if there is one that belongs to the program's owner. */
static bool marker_path(char path[PATH_MAX])
{
    struct stat program, file;
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
    if (length <= 0 || length >= PATH_MAX)
        return false;
    path[length] = '\0';
    if (stat(path, &program) != 0) /* not of /proc/self/exe: under Valgrind only readlink means this program */
        return false;
    char *slash = strrchr(path, '/');
    if (!slash || (size_t)(slash - path) + sizeof marker > PATH_MAX)
        return false;
    memcpy(slash, marker, sizeof marker);
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == program.st_uid &&
           !(file.st_mode & S_IWOTH);
}

bool source_tree(char *path, size_t size)
{
    const char *told = getenv("CATAPULT_SOURCE");
    char name[PATH_MAX];
    if (told && *told)
        return snprintf(path, size, "%s", told) < (int)size;
    if (!marker_path(name))
        return false;
    FILE *file = fopen(name, "re");
    bool found = file && fgets(path, (int)size, file) && *path == '/' && path[strlen(path) - 1] == '\n';
    if (found)
        path[strlen(path) - 1] = '\0'; /* without a newline the path was too long and was cut */
    if (file)
        fclose(file);
    return found;
}

/* --- searching --------------------------------------------------------------------------------------------------- */

struct folders {
    int count;
    char path[FOLDERS_MAX][SEARCH_PATH_MAX];
};

static void search_path_add(struct folders *folders, const char *base, const char *below, const char *last)
{
    char *path = folders->path[folders->count];
    if (base && snprintf(path, SEARCH_PATH_MAX, "%s%s%s", base, below, last) < SEARCH_PATH_MAX)
        folders->count++;
}

/* In search order: the given folder, the user's, the source tree's if there is one, the installed one. */
static void search_path_folders(const struct search_path *where, const char *first, struct folders *folders)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char tree[SEARCH_PATH_MAX];
    folders->count = 0;
    search_path_add(folders, first, "", "");
    if (config && *config == '/') /* the XDG specification: ignore a relative path */
        search_path_add(folders, config, "/catapult/", where->below);
    else if (home && *home == '/')
        search_path_add(folders, home, "/.config/catapult/", where->below);
    if (source_tree(tree, sizeof tree))
        search_path_add(folders, tree, "/", where->below);
    search_path_add(folders, where->installed, "", "");
}

bool search_path_is_path(const struct search_path *where, const char *name)
{
    size_t length = strlen(name), ending = strlen(where->ending);
    return strchr(name, '/') || (length > ending && strcmp(name + length - ending, where->ending) == 0);
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool find_by_name(const struct search_path *where, const char *name, const char *first, char path[SEARCH_PATH_MAX])
{
    struct folders folders;
    search_path_folders(where, first, &folders);
    for (int i = 0; i < folders.count; i++) {
        int length = snprintf(path, SEARCH_PATH_MAX, "%s/%s%s", folders.path[i], name, where->ending);
        if (length < SEARCH_PATH_MAX && is_file(path))
            return true;
    }
    return false;
}

/* The file with the most similar name; false if none is similar. */
static bool nearest(const struct search_path *where, const char *name, const char *first, char near[CATAPULT_SETTING_TEXT])
{
    struct search_entry *entries;
    size_t count = search_path_list(where, first, &entries);
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

static enum catapult_status no_such_path(const struct search_path *where, const char *name, const char *first, int reason,
                                         struct catapult_error *err)
{
    char base[CATAPULT_SETTING_TEXT], near[CATAPULT_SETTING_TEXT];
    const char *slash = strrchr(name, '/');
    snprintf(base, sizeof base, "%s", slash ? slash + 1 : name);
    if (search_path_is_path(where, base))
        base[strlen(base) - strlen(where->ending)] = '\0';
    if (*base && nearest(where, base, first, near))
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: %s (did you mean the %s '%.100s'?)", name,
                                  strerror(reason), where->noun, near);
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.300s: %s", name, strerror(reason));
}

enum catapult_status search_path_find(const struct search_path *where, const char *name, const char *first, char path[SEARCH_PATH_MAX],
                                struct catapult_error *err)
{
    struct stat info;
    char near[CATAPULT_SETTING_TEXT];
    if (!*name)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "the %s's name is empty", where->noun);
    if (search_path_is_path(where, name)) {
        if (stat(name, &info) != 0)
            return no_such_path(where, name, first, errno, err);
        if (snprintf(path, SEARCH_PATH_MAX, "%s", name) >= SEARCH_PATH_MAX)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.100s...: the path is too long", name);
        return CATAPULT_STATUS_OK;
    }
    if (find_by_name(where, name, first, path))
        return CATAPULT_STATUS_OK;
    if (is_file(name))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "no %s '%.100s' (for the file of that name write ./%.100s)", where->noun, name, name);
    if (nearest(where, name, first, near))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no %s '%.100s' (did you mean '%.100s'?)", where->noun,
                                  name, near);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "no %s '%.100s' ('%s' shows them)", where->noun, name,
                              where->list);
}

struct listing {
    struct search_entry *entries;
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

static void list_file(struct listing *listing, const struct search_path *where, const char *folder, const char *file)
{
    char name[CATAPULT_SETTING_TEXT];
    size_t ending = strlen(where->ending);
    if (!search_path_is_path(where, file) || *file == '.' || strlen(file) - ending >= sizeof name)
        return;
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - ending), file);
    if (listed(listing, name))
        return;
    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity ? 2 * listing->capacity : 16;
        struct search_entry *grown = realloc(listing->entries, capacity * sizeof *grown);
        if (!grown) {
            listing->no_memory = true;
            return;
        }
        listing->entries = grown;
        listing->capacity = capacity;
    }
    struct search_entry *entry = &listing->entries[listing->count];
    memset(entry, 0, sizeof *entry);
    memcpy(entry->name, name, sizeof name);
    if (snprintf(entry->path, sizeof entry->path, "%s/%s", folder, file) < SEARCH_PATH_MAX && is_file(entry->path))
        listing->count++;
}

static void list_folder(struct listing *listing, const struct search_path *where, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *item = readdir(dir); item; item = readdir(dir))
        list_file(listing, where, folder, item->d_name);
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct search_entry *)a)->name, ((const struct search_entry *)b)->name);
}

size_t search_path_list(const struct search_path *where, const char *first, struct search_entry **out)
{
    struct folders folders;
    struct listing listing = {0};
    search_path_folders(where, first, &folders);
    for (int i = 0; i < folders.count; i++)
        list_folder(&listing, where, folders.path[i]);
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
