/* shelf.h - files with a name of their own, in folders that are searched in turn: presets, lessons. */
#ifndef DATA_SHELF_H
#define DATA_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/settings.h>

enum { SHELF_PATH = 4096 };

struct shelf {
    const char *noun;       /* "preset" */
    const char *below;      /* its folder below the user's own, and in the source tree */
    const char *ending;     /* ".conf" */
    const char *list;       /* the command that shows them */
    const char *installed;  /* its folder; NULL: none */
};

extern const struct shelf shelf_presets, shelf_lessons;

/* Whether a name is a path: it contains '/' or has the ending. */
bool shelf_is_path(const struct shelf *shelf, const char *name);

/* A path as it is, else NAME with its ending in the folder `first` (may be NULL), the user's, that of the source tree
 * (source_tree.h), the installed one.  CATAPULT_STATUS_INPUT with the nearest name if it is nowhere. */
enum catapult_status shelf_find(const struct shelf *shelf, const char *name, const char *first, char path[SHELF_PATH],
                                struct catapult_error *err);

struct shelf_entry {
    char name[CATAPULT_SETTING_TEXT];  /* "fig3" */
    char path[SHELF_PATH];
    char title[CATAPULT_SETTING_TEXT]; /* for whoever reads the file */
    struct catapult_error error;       /* code CATAPULT_STATUS_OK if it is sound */
};

/* Those of all folders, the first of a name hides later ones, sorted by name; no file is opened.  The caller frees *out
 * with free.  Returns how many, or (size_t)-1 if there is no memory. */
size_t shelf_list(const struct shelf *shelf, const char *first, struct shelf_entry **out);

#endif
