export function BindingsScreen() {
  return <section className="bindings-screen" />;
}
