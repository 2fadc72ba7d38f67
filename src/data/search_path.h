/* search_path.h - named files that are searched in several folders in turn: presets, lessons. */
#ifndef DATA_SEARCH_PATH_H
#define DATA_SEARCH_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

enum { SEARCH_PATH_MAX = 4096 };

struct search_path {
    const char *noun;       /* "preset" */
    const char *below;      /* name of the folder inside the user's own folder, and inside the source tree */
    const char *ending;     /* ".conf" */
    const char *list;       /* the command that lists them */
    const char *installed;  /* the installed folder; NULL: none */
};

extern const struct search_path search_presets, search_lessons;

/* Whether a name is a path: it contains '/' or has the ending. */
bool search_path_is_path(const struct search_path *where, const char *name);

/* A path is returned as it is.  A name is searched, with its ending, in the folder `first` (may be NULL), the user's,
 * the source tree's (below), the installed one.  CATAPULT_STATUS_INPUT with the most similar name if not
 * found. */
enum catapult_status search_path_find(const struct search_path *where, const char *name, const char *first, char path[SEARCH_PATH_MAX],
                                struct catapult_error *err);

struct search_entry {
    char name[CATAPULT_SETTING_TEXT];  /* "fig3" */
    char path[SEARCH_PATH_MAX];
    char title[CATAPULT_SETTING_TEXT]; /* the title in the file */
    struct catapult_error error;       /* code CATAPULT_STATUS_OK if the file is valid */
};

/* The files of all folders, sorted by name; of equal names the first found counts.  Opens no file.  The caller frees
 * *out with free.  Returns their number, or (size_t)-1 if there is no memory. */
size_t search_path_list(const struct search_path *where, const char *first, struct search_entry **out);

/* The folder that has presets/, lessons/ and data/: $CATAPULT_SOURCE, else the folder named in the file
 * `catapult-source`, which configure writes into the build folder, where the program is.  That file must belong to
 * the program's owner and be writable only by owner and group.  False for an installed program, which has neither; so
 * an installed program contains no path of the machine that built it. */
bool source_tree(char *path, size_t size);

#endif
