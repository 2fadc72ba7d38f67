/* known_sets.c - the table of known sets, and what stands in for a set whose reader was left out of the build (configure
 * --without-matio and similar).  The sets keep their names; using one says which package to install. */
#include "data/known_set.h"

const struct known_set *const known_sets[] = {&set_mnist, &set_cifar10, &set_svhn, &set_fsdd, &set_agnews, NULL};

#ifndef HAVE_MATIO
const struct known_set set_svhn = {
    .name = "svhn", .title = "SVHN: house numbers", .needs = "libmatio-dev"};
#endif

#ifndef HAVE_SNDFILE
const struct known_set set_fsdd = {
    .name = "fsdd", .title = "FSDD: spoken digits", .needs = "libsndfile1-dev and libfftw3-dev"};
#endif
