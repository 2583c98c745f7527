export function AccountsScreen() {
  return <section className="accounts-screen" />;
}
