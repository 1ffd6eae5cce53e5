/* The baseline of `processes`: starts /bin/true again and again with posix_spawn, waits for each; PARALLEL at a time, for SECONDS. Prints starts per second. */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    int parallel = argc > 1 ? atoi(argv[1]) : 1;
    double seconds = argc > 2 ? atof(argv[2]) : 2;
    char *args[] = {"/bin/true", NULL};
    double began = now();
    long done = 0;
    int running = 0;
    while (now() - began < seconds || running > 0) {
        while (running < parallel && now() - began < seconds) {
            pid_t pid;
            if (posix_spawn(&pid, args[0], NULL, NULL, args, environ) != 0) return 1;
            running++;
        }
        if (running > 0 && waitpid(-1, NULL, 0) > 0) {
            running--;
            done++;
        }
    }
    printf("%f\n", done / (now() - began));
    return 0;
}
