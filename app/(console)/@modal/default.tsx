/** Pages that are opened by their address have no dialog over them. */
export default function NoDialog() {
  return null;
}
