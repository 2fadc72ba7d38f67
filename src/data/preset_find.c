/* preset_find.c - the folders that presets are found in. */
#include "data/preset.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS_MAX = 4 };

struct folders {
    int count;
    char path[FOLDERS_MAX][PRESET_PATH];
};

static void add(struct folders *folders, const char *base, const char *below)
{
    char *path = folders->path[folders->count];
    if (snprintf(path, PRESET_PATH, "%s%s", base, below) < PRESET_PATH)
        folders->count++;
}

/* In the order of search: --presets, the user's, the installed one, and the source tree's, so that a
 * program not yet installed works too. */
static void search_order(const char *presets_dir, struct folders *folders)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    folders->count = 0;
    if (presets_dir)
        add(folders, presets_dir, "");
    if (config && *config == '/') /* the XDG specification: a relative path is to be ignored */
        add(folders, config, "/catapult/presets");
    else if (home && *home == '/')
        add(folders, home, "/.config/catapult/presets");
#ifdef PRESETDIR
    add(folders, PRESETDIR, "");
#endif
#ifdef SRC_PRESETDIR
    add(folders, SRC_PRESETDIR, "");
#endif
}

static bool ends_in_conf(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".conf") == 0;
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool find_by_name(const char *name, const char *presets_dir, char path[PRESET_PATH])
{
    struct folders folders;
    search_order(presets_dir, &folders);
    for (int i = 0; i < folders.count; i++) {
        int length = snprintf(path, PRESET_PATH, "%s/%s.conf", folders.path[i], name);
        if (length < PRESET_PATH && is_file(path))
            return true;
    }
    return false;
}

/* The preset whose name is nearest, into near; false if none is near. */
static bool nearest_preset(const char *name, const char *presets_dir, char near[SETTING_TEXT])
{
    struct preset_entry *entries;
    size_t count = preset_list(presets_dir, &entries);
    if (count == (size_t)-1)
        return false;
    const char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        names[i] = entries[i].name;
    const char *found = names ? settings_nearest(name, names) : NULL;
    if (found)
        snprintf(near, SETTING_TEXT, "%s", found);
    free(names);
    free(entries);
    return found;
}

static enum status no_such_path(const char *name, const char *presets_dir, int reason, struct error *err)
{
    char base[SETTING_TEXT], near[SETTING_TEXT];
    const char *slash = strrchr(name, '/');
    snprintf(base, sizeof base, "%s", slash ? slash + 1 : name);
    if (ends_in_conf(base))
        base[strlen(base) - 5] = '\0';
    if (*base && nearest_preset(base, presets_dir, near))
        return error_set(err, STATUS_IO, "%.300s: %s (did you mean the preset '%.100s'?)", name,
                         strerror(reason), near);
    return error_set(err, STATUS_IO, "%.300s: %s", name, strerror(reason));
}

enum status preset_find(const char *name, const char *presets_dir, char path[PRESET_PATH], struct error *err)
{
    struct stat info;
    char near[SETTING_TEXT];
    if (!*name)
        return error_set(err, STATUS_INPUT, "the preset's name is empty");
    if (strchr(name, '/') || ends_in_conf(name)) {
        if (stat(name, &info) != 0)
            return no_such_path(name, presets_dir, errno, err);
        if (snprintf(path, PRESET_PATH, "%s", name) >= PRESET_PATH)
            return error_set(err, STATUS_INPUT, "%.100s...: the path is too long", name);
        return STATUS_OK;
    }
    if (find_by_name(name, presets_dir, path))
        return STATUS_OK;
    if (is_file(name))
        return error_set(err, STATUS_INPUT, "no preset '%.100s' (for the file of that name write ./%.100s)", name,
                         name);
    if (nearest_preset(name, presets_dir, near))
        return error_set(err, STATUS_INPUT, "no preset '%.100s' (did you mean '%.100s'?)", name, near);
    return error_set(err, STATUS_INPUT, "no preset '%.100s' ('catapult list' shows them)", name);
}

struct listing {
    struct preset_entry *entries;
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

static void list_file(struct listing *listing, const char *folder, const char *file)
{
    char name[SETTING_TEXT];
    if (!ends_in_conf(file) || *file == '.' || strlen(file) - 5 >= sizeof name)
        return;
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - 5), file);
    if (listed(listing, name))
        return;
    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity ? 2 * listing->capacity : 16;
        struct preset_entry *grown = realloc(listing->entries, capacity * sizeof *grown);
        if (!grown) {
            listing->no_memory = true;
            return;
        }
        listing->entries = grown;
        listing->capacity = capacity;
    }
    struct preset_entry *entry = &listing->entries[listing->count];
    memset(entry, 0, sizeof *entry);
    memcpy(entry->name, name, sizeof name);
    if (snprintf(entry->path, sizeof entry->path, "%s/%s", folder, file) < PRESET_PATH && is_file(entry->path))
        listing->count++;
}

static void list_folder(struct listing *listing, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *item = readdir(dir); item; item = readdir(dir))
        list_file(listing, folder, item->d_name);
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct preset_entry *)a)->name, ((const struct preset_entry *)b)->name);
}

size_t preset_list(const char *presets_dir, struct preset_entry **out)
{
    struct folders folders;
    struct listing listing = {0};
    search_order(presets_dir, &folders);
    for (int i = 0; i < folders.count; i++)
        list_folder(&listing, folders.path[i]);
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

void preset_describe(struct preset_entry *entry)
{
    struct settings settings;
    entry->error.code = STATUS_OK;
    *entry->title = '\0';
    if (preset_load(entry->path, NULL, &settings, NULL, &entry->error) == STATUS_OK &&
        settings_validate(&settings, &entry->error) == STATUS_OK)
        snprintf(entry->title, sizeof entry->title, "%s", settings.title);
}
