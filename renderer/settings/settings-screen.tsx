export function SettingsScreen() {
  return <section className="settings-screen" />;
}
