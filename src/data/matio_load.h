/* matio_load.h - libmatio, when it is wanted.
 *
 * It brings HDF5 and with it a good deal of start-up, which every run would pay for a format that few read.  So it
 * is loaded by its name when the first such file is opened (where configure found the name; else it is linked). */
#ifndef DATA_MATIO_LOAD_H
#define DATA_MATIO_LOAD_H

#include <matio.h>

#include <catapult/status.h>

/* The functions that are used, under their names without Mat_. */
struct matio {
    mat_t *(*open)(const char *path, int mode);
    int (*close)(mat_t *mat);
    matvar_t *(*var_read_info)(mat_t *mat, const char *name);
    int (*var_read_data_all)(mat_t *mat, matvar_t *array);
    void (*var_free)(matvar_t *array);
};

/* NULL with a message that names the library if it is not there.  The same each time. */
const struct matio *matio_load(struct catapult_error *err);

#endif
