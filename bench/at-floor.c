/* The baseline of `at`: COUNT processes wait for an instant (ns since 1970), each then starts PROGRAM with FILE as its argument and waits for it. */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int start_at(struct timespec at, char *program, char *file)
{
    char *args[] = {program, file, NULL};
    pid_t pid;
    int status;
    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL) != 0) continue;
    if (posix_spawn(&pid, program, NULL, NULL, args, environ) != 0) return 1;
    return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    int count = atoi(argv[1]), failed = 0, status;
    long long instant = atoll(argv[2]);
    struct timespec at = {instant / 1000000000LL, instant % 1000000000LL};
    for (int i = 0; i < count; i++)
        if (fork() == 0) _exit(start_at(at, argv[3], argv[4]));
    for (int i = 0; i < count; i++) {
        if (wait(&status) < 0 || status != 0) failed = 1;
    }
    return failed;
}
