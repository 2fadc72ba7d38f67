/* folder.c - see folder.h. */
#include "data/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/stream.h"

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum catapult_status folder_add(struct folder *folder, size_t *room, const char *name, const char *path,
                                       struct catapult_error *err)
{
    char *copy = try_array(strlen(name) + 1, 1);
    if (folder->count == *room) {
        size_t wanted = *room ? 2 * *room : 256;
        char **grown = realloc(folder->name, wanted * sizeof *grown);
        if (grown) {
            folder->name = grown;
            *room = wanted;
        }
    }
    if (!copy || folder->count == *room) {
        free(copy);
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory for its names", path_shown(path));
    }
    folder->name[folder->count++] = strcpy(copy, name);
    return CATAPULT_STATUS_OK;
}

enum catapult_status folder_open(struct folder *folder, const char *path, struct catapult_error *err)
{
    size_t room = 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    *folder = (struct folder){0};
    DIR *dir = opendir(path);
    if (!dir)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
    while (status == CATAPULT_STATUS_OK) {
        errno = 0;
        const struct dirent *item = readdir(dir);
        if (!item && errno)
            status = catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(path), strerror(errno));
        if (!item)
            break;
        if (item->d_name[0] != '.')
            status = folder_add(folder, &room, item->d_name, path, err);
    }
    closedir(dir);
    if (status != CATAPULT_STATUS_OK)
        folder_close(folder);
    else if (folder->count)
        qsort(folder->name, folder->count, sizeof *folder->name, by_bytes);
    return status;
}

void folder_close(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->name[i]);
    free(folder->name);
    *folder = (struct folder){0};
}
