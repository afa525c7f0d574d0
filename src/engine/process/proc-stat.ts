/** Linux tells of a process in one line, `/proc/<pid>/stat` (proc_pid_stat(5)). */

/** What follows the command's name, which is in parentheses and may itself hold spaces and parentheses; state first. */
export const statFields = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');
