/* npy.h - reads and writes NumPy's .npy format (numpy/lib/format.py, versions 1 to 3).
 *
 * The shape in a header is accepted only if the size of the file agrees. */
#ifndef DATA_NPY_H
#define DATA_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <catapult/status.h>

enum { NPY_DIMENSIONS = 8 };

struct npy {
    int file;                     /* descriptor, open for reading */
    char path[4096];
    char kind;                    /* 'f', 'i', 'u' or 'b' */
    size_t item;                  /* bytes of a number */
    bool swap;                    /* stored in the other byte order */
    bool fortran;                 /* the first index runs fastest */
    int dimensions;
    size_t shape[NPY_DIMENSIONS];
    size_t count;                 /* how many numbers in all, > 0 */
    uint64_t begin;               /* byte offset of the numbers in the file */
};

/* Opens a file and reads its header; the caller ends with npy_close.  CATAPULT_STATUS_IO if it cannot be opened. */
enum catapult_status npy_open(struct npy *npy, const char *path, struct catapult_error *err);
void npy_close(struct npy *npy);

/* Numbers [first, first + count) in the order of the file, as doubles, including infinity and NaN. */
enum catapult_status npy_read(const struct npy *npy, size_t first, size_t count, double *out,
                              struct catapult_error *err);

/* The index in C order of number f in Fortran order (the first index runs fastest), for these dimensions. */
size_t npy_place_in_c(const size_t *shape, int dimensions, size_t f);

/* Writes a float64 array in C order, version 1.  shape has `dimensions` >= 1 entries; an entry may be 0.  Check the
 * stream's error flag afterwards. */
void npy_write(FILE *stream, int dimensions, const size_t *shape, const double *values);

/* The same into a file of that name.  The file appears complete or not at all. */
enum catapult_status npy_write_file(const char *path, int dimensions, const size_t *shape, const double *values,
                                    struct catapult_error *err);

#endif
