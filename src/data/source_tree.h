/* source_tree.h - the source tree, for a program that is run from the folder it was built in. */
#ifndef DATA_SOURCE_TREE_H
#define DATA_SOURCE_TREE_H

#include <stdbool.h>
#include <stddef.h>

/* The folder that has presets/, lessons/ and data/: $CATAPULT_SOURCE, else what the file `catapult-source` in the
 * program's own folder names, which configure writes there.  That file must belong to the program's owner and be
 * writable by none but owner and group.  False for an installed program, which has neither: no path of the machine that
 * built it is in it. */
bool source_tree(char *path, size_t size);

#endif
