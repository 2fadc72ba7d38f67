/* folder.h - lists the names in a folder. */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include <stddef.h>

#include <catapult/status.h>

struct folder {
    size_t count;
    char **name; /* sorted by bytes */
};

/* All names but those that begin with a dot.  CATAPULT_STATUS_IO if the folder cannot be read. */
enum catapult_status folder_open(struct folder *folder, const char *path, struct catapult_error *err);
void folder_close(struct folder *folder);

#endif
