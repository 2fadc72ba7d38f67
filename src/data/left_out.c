/* left_out.c - stand-ins for optional parts of the build: downloads (configure --without-curl) and readers of known
 * sets (--without-matio and similar).  The sets keep their names; using one says which package to install. */
#include "data/fetch.h"
#include "data/known_set.h"

#ifndef HAVE_CURL
bool fetch_built(void)
{
    return false;
}

enum catapult_status fetch_address(const char *url, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.200s: this program was built without downloads", url);
}

enum catapult_status fetch_file(struct fetch *fetch, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    (void)progress;
    return fetch_address(fetch->url, err);
}
#endif

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
