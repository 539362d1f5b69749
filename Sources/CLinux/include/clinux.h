#ifndef RINGSIDE_CLINUX_H
#define RINGSIDE_CLINUX_H
// What the Glibc module does not offer. Only these two headers may stand here: others clash with the Glibc module.
#include <stddef.h>
#include <stdint.h>

// A counter that poll can wait for; -1 with errno where there is none. See eventfd(2).
int clinux_eventfd(void);

#endif
