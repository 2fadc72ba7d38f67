/* set_find.h - finds the folder that holds the files of a known set. */
#ifndef DATA_SET_FIND_H
#define DATA_SET_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include <catapult/status.h>

struct known_set;

enum { SET_PATH = 4096 };

struct set_place {
    char folder[SET_PATH];
    bool piece; /* the small sample that comes with the program */
};

/* The user's own folder for the set of that name, or "" if there is no home folder. */
void set_user_folder(const char *name, char *folder, size_t size);

/* Finds the folder that has the first file of the set.  If data.path is not "": only data.path and its subfolder
 * NAME. Else $CATAPULT_DATA/NAME, $CATAPULT_DATA, the user's data folder, that of the source tree (source_tree.h),
 * the installed one. */
enum catapult_status set_find(const struct known_set *set, const char *data_path, struct set_place *place,
                              struct catapult_error *err);

/* FOLDER/FILE, or FOLDER/FILE.gz if the set may be packed, whichever exists; CATAPULT_STATUS_INPUT if neither does. */
enum catapult_status set_file(const struct known_set *set, const struct set_place *place, const char *file,
                              char path[SET_PATH], struct catapult_error *err);

/* What to add to a message about too few examples: " (...)" for the small sample, else "". */
void set_hint(const char *name, const struct set_place *place, char *text, size_t size);

#endif
