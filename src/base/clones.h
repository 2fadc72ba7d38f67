/* clones.h - loops over many numbers, compiled once for each generation of x86-64 processors.
 *
 * VECTOR_CLONES before a function makes four copies of it; the dynamic loader picks the widest that the processor has.
 * So a program for every x86-64 loses nothing against one built with -march=native.  All copies round alike where the
 * compiler does not contract a * b + c (gcc with -std=c11); math functions over vectors differ in the last places.
 * A program always gets the same copies on one machine.
 *
 * Worth it for loops that the compiler vectorises; not for sums, whose order must stay.  Empty where the compiler or the
 * C library cannot do it, with a sanitizer, and in a build for one processor: configure.ac. */
#ifndef BASE_CLONES_H
#define BASE_CLONES_H

#ifdef HAVE_TARGET_CLONES
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "arch=x86-64-v2", "default")))
#else
#define VECTOR_CLONES
#endif

#endif
