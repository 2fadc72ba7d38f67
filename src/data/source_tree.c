/* source_tree.c - see source_tree.h. */
#include "data/source_tree.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
