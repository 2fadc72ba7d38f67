/* shelf.h - named files that are searched in several folders in turn: presets, lessons. */
#ifndef DATA_SHELF_H
#define DATA_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

enum { SHELF_PATH = 4096 };

struct shelf {
    const char *noun;       /* "preset" */
    const char *below;      /* name of the folder inside the user's own folder, and inside the source tree */
    const char *ending;     /* ".conf" */
    const char *list;       /* the command that lists them */
    const char *installed;  /* the installed folder; NULL: none */
};

extern const struct shelf shelf_presets, shelf_lessons;

/* Whether a name is a path: it contains '/' or has the ending. */
bool shelf_is_path(const struct shelf *shelf, const char *name);

/* A path is returned as it is.  A name is searched, with its ending, in the folder `first` (may be NULL), the user's,
 * the source tree's (source_tree.h), the installed one.  CATAPULT_STATUS_INPUT with the most similar name if not
 * found. */
enum catapult_status shelf_find(const struct shelf *shelf, const char *name, const char *first, char path[SHELF_PATH],
                                struct catapult_error *err);

struct shelf_entry {
    char name[CATAPULT_SETTING_TEXT];  /* "fig3" */
    char path[SHELF_PATH];
    char title[CATAPULT_SETTING_TEXT]; /* the title in the file */
    struct catapult_error error;       /* code CATAPULT_STATUS_OK if the file is valid */
};

/* The files of all folders, sorted by name; of equal names the first found counts.  Opens no file.  The caller frees
 * *out with free.  Returns their number, or (size_t)-1 if there is no memory. */
size_t shelf_list(const struct shelf *shelf, const char *first, struct shelf_entry **out);

#endif
