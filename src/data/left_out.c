/* left_out.c - the known sets whose readers this program was built without (configure --without-matio and its
 * kin): they keep their names, and say what is to be installed. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "data/known_set.h"

#ifndef HAVE_MATIO
const struct known_set set_svhn = {
    .name = "svhn", .title = "SVHN: house numbers", .needs = "libmatio-dev"};
#endif

#ifndef HAVE_SNDFILE
const struct known_set set_fsdd = {
    .name = "fsdd", .title = "FSDD: spoken digits", .needs = "libsndfile1-dev and libfftw3-dev"};
#endif

#ifndef HAVE_CSV
const struct known_set set_agnews = {
    .name = "agnews", .title = "AG News: four kinds of news", .needs = "libcsv-dev"};
#endif
